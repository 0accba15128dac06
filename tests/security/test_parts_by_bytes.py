"""A job with very much in it is read in parts of so many bytes, and every reader gets all of it."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert, select

from smarthands.jobs.document import EVENT_BYTES
from smarthands.jobs.parts import NOUNS, PART_BYTES
from smarthands.model import EvidenceItem, Mark, Message
from smarthands.paging import encode_cursor
from tests.builders.jobs import note, open_job, photo
from tests.builders.marks import drawn_mark, frozen_photo
from tests.builders.sessions import live_session
from tests.builders.site import Caller, Site, jobs_path, share_link

LONGEST = 45_000
"""The bytes of the largest item, by which a part may be larger than its limit."""
TEXT = "no light " * 1_100


class FullJob:
    """A job with 70 long notes, 400 photos, 500 messages and 60 marks: more than a megabyte."""

    def __init__(self, site: Site) -> None:
        world = site.world
        self.job = open_job(world, world.tess)
        session = live_session(world, self.job)
        for _ in range(70):
            world.clock.pass_by(minutes=1)  # so that no budget ends
            note(world, world.tess, self.job, TEXT)
        first = photo(world, world.tess, self.job)
        picture = frozen_photo(world, self.job)
        mark = drawn_mark(world, self.job, session, picture)
        said = uuid4()
        path = jobs_path(self.job, "sessions", session, "messages")
        answer = site.signed_in("Eva").post(path, {"id": str(said), "text": "x" * 900})
        assert answer.status == 201
        with world.kit.transaction() as tx:
            for model, id, count in (
                (EvidenceItem, first, 400),
                (Message, said, 500),
                (Mark, mark, 60),
            ):
                columns = model.__table__.columns
                row = dict(tx.db.execute(select(*columns).where(columns.id == id)).one()._mapping)
                tx.db.execute(insert(model), [row | {"id": uuid4()} for _ in range(count)])
        self.world = world

    def ids(self) -> dict[str, set[str]]:
        def of(model: Any) -> set[str]:
            with self.world.kit.reading() as db:
                query = select(model.id).where(model.job_id == self.job)
                return {str(id) for id in db.scalars(query)}

        return {"evidence": of(EvidenceItem), "messages": of(Message), "marks": of(Mark)}


@pytest.fixture
def full(site: Site) -> FullJob:
    return FullJob(site)


def parts(caller: Caller, path: str, inside: str | None = None) -> Iterator[tuple[int, Any]]:
    """The size and the document of each part."""
    after: str | None = ""
    while after is not None:
        answer = caller.get(path + (f"?after={after}" if after else ""))
        assert answer.status == 200
        document = answer.body[inside] if inside else answer.body
        yield len(answer.data), document
        after = document.get("next")


@pytest.mark.parametrize("reader", ["Dan", "Tess", "Cleo", "the holder of a share"])
def test_every_reader_gets_all_of_a_full_job_in_parts(
    site: Site, full: FullJob, reader: str
) -> None:
    if reader.startswith("the holder"):
        token, _id = share_link(site.world, full.job)
        read = list(parts(site.somebody(), f"/api/shares/{token}", "document"))
    else:
        read = list(parts(site.signed_in(reader), jobs_path(full.job)))
    assert len(read) > 3
    for name, ids in full.ids().items():
        came = [id for _size, document in read for id in document[name]]
        assert sorted(came) == sorted(ids), "each once"
    assert max(size for size, _document in read) < PART_BYTES + LONGEST + 20_000
    assert {document["seq"] for _size, document in read} == {read[0][1]["seq"]}


def test_the_items_come_in_the_order_in_which_they_arrived(site: Site, full: FullJob) -> None:
    read = parts(site.signed_in("Dan"), jobs_path(full.job))
    came = [item for _size, document in read for item in document["evidence"].values()]
    assert came == sorted(came, key=lambda item: (item["received_at"], UUID(item["id"]).hex))


def test_a_share_that_is_read_in_parts_was_viewed_once(site: Site, full: FullJob) -> None:
    token, id = share_link(site.world, full.job)
    assert len(list(parts(site.somebody(), f"/api/shares/{token}", "document"))) > 1
    shares = site.signed_in("Dan").get(jobs_path(full.job, "shares")).body["items"]
    assert [share["views"] for share in shares if share["id"] == str(id)] == [1]


def test_events_come_in_pages_of_bytes(site: Site, full: FullJob) -> None:
    dan, came = site.signed_in("Dan"), list[int]()
    after: int | None = 0
    while after is not None:
        answer = dan.get(jobs_path(full.job, f"events?after={after}"))
        assert len(answer.data) < EVENT_BYTES * 1.3 + LONGEST
        came += [event["seq"] for event in answer.body["items"]]
        after = answer.body["next_after"]
    assert came == list(range(1, came[-1] + 1))
    assert came[-1] == dan.get(jobs_path(full.job)).body["seq"]


@pytest.mark.parametrize(
    "after",
    [
        "x",
        encode_cursor(len(NOUNS), "", UUID(int=0)),
        encode_cursor(0, "yesterday", UUID(int=0)),
        encode_cursor(0, "2026-03-02T08:00:00", UUID(int=0)),
        encode_cursor(1),
    ],
)
def test_a_part_that_nobody_gave_is_refused(site: Site, after: str) -> None:
    job = open_job(site.world, site.world.tess)
    answer = site.signed_in("Dan").get(f"{jobs_path(job)}?after={after}")
    assert (answer.status, answer.code) == (400, "malformed")
