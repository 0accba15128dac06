"""A list has pages that stay in order while rows arrive, and a forged cursor is malformed."""

import base64
import json
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest

from smarthands.errors import Code
from smarthands.jobs import document, listing
from smarthands.jobs.listing import JobFilter
from smarthands.paging import decode_cursor, encode_cursor
from smarthands.people import people
from smarthands.places import assets, sites
from tests.builders.jobs import job_in, note, open_job, photo
from tests.builders.people import BERLIN, FRANKFURT, NORTHWIND, PORTO, SOUTHWIND, SWITCH
from tests.builders.site import Site
from tests.builders.world import World, problem_of


def forged(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


SOME = str(UUID(int=1))
HOSTILE = {
    "no base64": "%%%",
    "not ascii": "ü",
    "no json": base64.urlsafe_b64encode(b"\xff{").decode(),
    "empty list": forged([]),
    "an object": forged({"a": 1}),
    "a number": forged(5),
    "null": forged(None),
    "too many": forged(["a", SOME, 1]),
    "nested": forged([["a"], {"b": 1}]),
    "deep": base64.urlsafe_b64encode(b"[" * 100_000).decode(),
    "huge number": base64.urlsafe_b64encode(b"[" + b"9" * 5000 + b"]").decode(),
    "long number": forged([2**64, 2**31]),
    "negative": forged([-1]),
    "float": forged([1.5]),
    "not a number": base64.urlsafe_b64encode(b"[NaN]").decode(),
    "bool": forged([True]),
    "nul": forged(["a\0b", SOME]),
    "lone surrogate": forged(["\ud800", SOME]),
    "number for a name": forged([1, SOME]),
    "number for an id": forged(["a", 1]),
    "null for an id": forged(["a", None]),
    "list for an id": forged(["a", [SOME]]),
    "no id": forged(["a", "not-an-id"]),
}


LISTS: tuple[Callable[[World, str], object], ...] = (
    lambda w, after: listing.list_jobs(w.kit, w.dan, JobFilter(), after=after),
    lambda w, after: people.page(w.kit, w.dan, after=after),
    lambda w, after: sites.sites(w.kit, w.dan, after=after),
)


def test_a_forged_cursor_is_malformed(each_world: World) -> None:
    for name, forgery in HOSTILE.items():
        for ask in LISTS:
            problem = problem_of(lambda: ask(each_world, forgery))
            assert problem is not None, name
            assert problem.code == Code.MALFORMED, name


def test_a_cursor_decodes_to_what_was_encoded() -> None:
    id = uuid4()
    assert decode_cursor(encode_cursor("Zürich 'x\" 🔑", id), str, UUID) == ["Zürich 'x\" 🔑", id]


def test_the_longest_names_have_a_next_page(site: Site) -> None:
    for last in "ab":
        longest = {"id": str(uuid4()), "organization_id": str(SOUTHWIND), "name": "𠮷" * 199 + last}
        assert site.signed_in("Dan").post("/api/sites", longest).status == 201
    path = f"/api/sites?organization={SOUTHWIND}&limit=1"
    dan, after, last_letters = site.signed_in("Dan"), "", []
    for _ in range(3):
        page = dan.get(f"{path}{after}").body
        last_letters += [row["name"][-1] for row in page["items"]]
        after = f"&after={page['next']}"
    assert (last_letters, page["next"]) == (["o", "a", "b"], None)


def test_jobs_neither_repeat_nor_vanish_while_new_ones_arrive(each_world: World) -> None:
    first = [open_job(each_world) for _ in range(7)]
    ids: list[UUID] = []
    after: str | None = None
    for _ in range(4):
        page = listing.list_jobs(each_world.kit, each_world.dan, JobFilter(), after=after, limit=2)
        ids += [UUID(row["id"]) for row in page.items]
        after = page.next
        open_job(each_world)
    assert after is None
    assert ids == first[::-1]


def test_names_that_are_alike_are_all_listed(each_world: World) -> None:
    w = each_world
    for tag in ("a", "A", "ä", "Ä", "b", "B", "ß", "10", "9"):
        assets.add(w.kit, w.dan, id=uuid4(), site_id=BERLIN, tag=tag)
    whole = [asset.tag for asset in assets.assets(w.kit, w.dan, site=BERLIN).items]
    tags: list[str] = []
    after: str | None = ""
    while after is not None:
        page = assets.assets(w.kit, w.dan, site=BERLIN, after=after, limit=1)
        tags += [asset.tag for asset in page.items]
        after = page.next
    assert tags == whole
    assert len(set(tags)) == 9


class TestFilters:
    """Dan finds a job by any detail that he remembers."""

    @pytest.mark.parametrize(
        ("q", "matches"),
        [
            ("übergabe", True),
            ("ÜBERGABE", True),
            ("100%", True),
            ("100_", False),
            ("PO-77", True),
            ("sw-1", True),
            ("s/n sw-1", True),
            ("SH-1001", True),
            ("sh-1001", True),
            ("1001", True),
            ("SH-1002", False),
            ("'; DROP TABLE jobs --", False),
            ("9" * 40, False),
            ("١٠٠١", False),
            ("  ", True),
        ],
    )
    def test_a_search_matches_words_number_reference_and_asset(
        self, each_world: World, q: str, matches: bool
    ) -> None:
        title = "Übergabe bei 100%"
        open_job(each_world, title=title, reference="PO-77", asset_ids=[SWITCH])
        page = listing.list_jobs(each_world.kit, each_world.dan, JobFilter(q=q))
        assert len(page.items) == matches

    def test_filters_combine(self, world: World) -> None:
        urgent = open_job(world, world.tess, priority=1)
        open_job(world, priority=1)
        open_job(world, world.tess, site_id=PORTO, priority=1)
        hers = JobFilter(technician=world.tess.person_id, priority=1, organization=NORTHWIND)
        page = listing.list_jobs(world.kit, world.dan, hers)
        assert [row["id"] for row in page.items] == [str(urgent)]
        for nothing in (JobFilter(site=BERLIN), JobFilter(states=("canceled",))):
            assert listing.list_jobs(world.kit, world.dan, nothing).items == []

    def test_jobs_are_filtered_by_state(self, world: World) -> None:
        ids = {state: job_in(world, state) for state in ("open", "completed", "on_hold")}
        states = JobFilter(states=("open", "on_hold"))
        page = listing.list_jobs(world.kit, world.dan, states)
        assert {row["id"] for row in page.items} == {str(ids["open"]), str(ids["on_hold"])}

    def test_a_filter_shows_cleo_no_foreign_jobs(self, world: World) -> None:
        open_job(world, site_id=PORTO)
        for foreign in (
            JobFilter(organization=SOUTHWIND),
            JobFilter(site=PORTO),
            JobFilter(q="SH"),
        ):
            assert listing.list_jobs(world.kit, world.cleo, foreign).items == []


def test_a_row_counts_the_evidence_that_its_reader_sees(world: World) -> None:
    id = open_job(world, world.tess, site_id=FRANKFURT)
    photo(world, world.tess, id, audience="internal")
    note(world, world.tess, id)
    for reader, count in ((world.dan, 2), (world.cleo, 1)):
        [row] = listing.list_jobs(world.kit, reader, JobFilter()).items
        assert (row["evidence_count"], row["cover"]) == (count, None)
        assert (row["site_name"], row["organization_name"]) == ("Frankfurt 2", "Northwind")


def test_a_row_has_the_seq_of_its_job_so_that_a_phone_fetches_only_what_has_changed(
    world: World,
) -> None:
    id, other = open_job(world, world.tess), open_job(world, world.tess)
    note(world, world.tess, id)
    rows = {row["id"]: row for row in listing.list_jobs(world.kit, world.tess, JobFilter()).items}
    for job in (id, other):
        assert rows[str(job)]["seq"] == document.document(world.kit, world.tess, job)["seq"]
    assert rows[str(id)]["seq"] > rows[str(other)]["seq"]
