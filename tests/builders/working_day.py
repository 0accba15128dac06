"""One morning of the firm: jobs in every state, as a dispatcher's board looks at ten o'clock."""

from collections.abc import Callable
from uuid import uuid4

from tests.builders.api_jobs import Crew, Day, soon
from tests.builders.installation import Installation
from tests.faults.web_and_worker import until

Shot = Callable[[str], bytes]
RENDERED_SECONDS = 90.0


def working_day(home: Installation, crew: Crew, shot: Shot) -> Day:
    """`shot` answers with the JPEG of a scene: port, neighbours, label, cables, optic or link.

    Jobs: `now` (Tess is on site), `done`, `fresh` (hers, nothing on it), `bare` (acknowledged),
    `held`, `open`, `late`, `asked` (Cleo's request). Links: Operations, Auditors (revoked), Fresh.
    """
    day = Day(home, crew)
    _finished(day, shot)
    _waiting(day)
    _under_way(day, shot)
    request = {"id": str(uuid4()), "title": "Humidity alarm in cage 14, please look"}
    where = {"site_id": home.site["id"], "priority": 3}
    day.jobs["asked"] = dict(crew.cleo.ask("POST", "/api/jobs", request | where))
    until(lambda: day.rendered("now") and day.rendered("done"), RENDERED_SECONDS)
    return day


def _under_way(day: Day, shot: Shot) -> None:
    day.job(
        "now",
        "Core switch, no link on uplink 1",
        description="Link dropped at 05:40. Check the optics, reseat, replace if needed. A spare "
        "SFP is in the drawer of R3.",
        priority=1,
        reference="NW-48213",
        asset_ids=day.home.assets[:1],
        arrive_by=soon(minutes=22),
    )
    day.arrive("now")
    day.photo("now", shot("port"), "before", "Uplink 1: red, no link")
    day.photo("now", shot("neighbours"), "before", "Its neighbours are up")
    day.photo("now", shot("label"), "before")
    day.note("now", "Both link lights are off. The optic feels hot.", "before")
    day.join("now", "Sam Reyes")
    day.note("now", "Gate B let me in without a badge.", "before", audience="internal")
    day.voice("now", 9, "before", audience="internal")
    day.photo("now", shot("optic"), "during", "The optic, taken out")


def _finished(day: Day, shot: Shot) -> None:
    day.job(
        "done",
        "Uplink 1 drops every few minutes",
        description="Flaps since last night, about every four minutes.",
        priority=2,
        reference="NW-48107",
        asset_ids=day.home.assets[:1],
    )
    day.arrive("done")
    day.photo("done", shot("port"), "before", "Uplink 1: red when it drops")
    day.photo("done", shot("cables"), "before", "The cable is bent behind the guide")
    day.photo("done", shot("optic"), "during", "The optic is dusty")
    day.photo("done", shot("neighbours"), "after")
    day.photo("done", shot("link"), "after", "Green for twenty minutes")
    day.note("done", "Cleaned the optic, replaced the cable, watched it for 20 minutes.", "after")
    day.voice("done", 14, "after")
    day.step(
        "done",
        "complete",
        fault="The patch cable of uplink 1 was bent behind the cable guide, and its optic dusty.",
        work="Replaced the cable with a spare of the same length, cleaned the optic and watched "
        "the link for 20 minutes: no more drops.",
    )
    for label, revoked in (("Operations", False), ("Auditors", True)):
        day.share("done", label, revoked=revoked)


def _waiting(day: Day) -> None:
    day.job("fresh", "Replace a power supply, rack R4", priority=2, arrive_by=soon(hours=3))
    day.share("fresh", "Fresh")
    day.job("bare", "Cross-connect to the meet-me room", kind="installation", priority=3)
    day.step("bare", "acknowledge")
    day.job("held", "Replace the fan tray", priority=3)
    day.arrive("held")
    day.step("held", "hold", reason="The spare part comes by courier at two.")
    day.job("open", "Disk shelf with an amber light", crew=False, priority=2, reference="NW-48220")
    late = {"arrive_by": soon(minutes=-12), "kind": "inspection"}
    day.job("late", "Look at the cable trays after the leak", crew=False, priority=3, **late)
    ahead = {"arrive_by": soon(days=2), "kind": "decommission"}
    day.job("later", "Take out four old firewalls", crew=False, priority=4, **ahead)
