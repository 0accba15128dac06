"""Where a site forbids pictures, the broker lets none be agreed on between pages, and says so."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID, uuid4

from smarthands.jobs import jobs
from tests.builders.policies import job_under, set_policy
from tests.builders.web_process import WebProcess
from tests.builders.world import World
from tests.sockets.page import Page, both, seated

VIDEO = "v=0\r\nm=audio 9 X 111\r\na=sendrecv\r\nm=video 9 X 96\r\na=sendrecv\r\n"


def video_of(page: Page, number: int) -> str:
    """The direction of video in the description that came as signal of this number."""
    assert page.hears("signal", number)
    sdp: str = page.received["signal"][number - 1]["data"]["sdp"]
    assert sdp.startswith("v=0\r\nm=audio 9 X 111\r\na=sendrecv\r\n")
    return sdp.rstrip("\r\n").rsplit("\r\n", 1)[1]


@contextmanager
def call_under(
    web: WebProcess, shared: World, rule: str, *, video_path: str = "direct"
) -> Iterator[tuple[UUID, UUID, Page, Page]]:
    """A site with this rule, and a call there: the ids of the site and the session, and the pages
    of Tess and Eva."""
    site, job = job_under(shared, rule, video_path=video_path)
    session = seated(shared, job)
    with both(web, shared, session) as (tess, eva):
        yield site, session, tess, eva


def sees_rule(page: Page, rule: str) -> bool:
    return page.listener.hears(lambda: page.topology.get("photo_rule") == rule)


def test_a_change_reaches_who_is_in_the_call(web: WebProcess, shared: World) -> None:
    with call_under(web, shared, "allowed", video_path="node") as (site, _, tess, eva):
        assert tess.topology["photo_rule"] == "allowed"
        for rule in ("stills_only", "none", "allowed"):
            set_policy(shared, rule, site)
            assert sees_rule(tess, rule)
            assert sees_rule(eva, rule)


def test_a_page_on_site_that_asks_for_video_all_the_same_sends_none(
    web: WebProcess, shared: World
) -> None:
    with call_under(web, shared, "stills_only") as (_, session, tess, eva):
        tess.tell(session, tess.peer(), "offer", {"sdp": VIDEO})
        assert video_of(eva, 1) == "a=recvonly"
        eva.tell(session, eva.peer(), "answer", {"sdp": VIDEO})
        assert video_of(tess, 1) == "a=sendonly"


def test_descriptions_go_as_they_are_where_everything_is_allowed(
    web: WebProcess, shared: World
) -> None:
    with call_under(web, shared, "none") as (site, session, tess, eva):
        set_policy(shared, "allowed", site)
        assert sees_rule(tess, "allowed")
        tess.tell(session, tess.peer(), "offer", {"sdp": VIDEO})
        assert video_of(eva, 1) == "a=sendrecv"


def test_a_job_that_moves_to_such_a_site_takes_its_call_along(
    web: WebProcess, shared: World, job: UUID
) -> None:
    site, _ = job_under(shared, "none")
    session = seated(shared, job)
    with both(web, shared, session) as (tess, _eva):
        jobs.edit(shared.kit, shared.dan, job, site_id=site)
        assert sees_rule(tess, "none")


def test_a_phone_hears_of_no_still_where_there_are_no_pictures(
    web: WebProcess, shared: World
) -> None:
    with call_under(web, shared, "none") as (_, session, tess, eva):
        ask = {"what": "still", "value": str(uuid4())}
        assert eva.signal(session, eva.peer(), "ask", ask)["error"]["code"] == "photo_policy"
        eva.tell(session, eva.peer(), "ask", {"what": "torch", "value": "on"})
        assert tess.hears("signal")
        assert [signal["data"]["what"] for signal in tess.received["signal"]] == ["torch"]
