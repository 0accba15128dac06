"""What a phone tells of its battery reaches the expert as it is, and nothing that is no battery
does."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from schemas.signals.read import LOWERED, MOST_MINUTES, BadSignal, read_signal
from tests.builders.web_process import WebProcess
from tests.builders.world import World
from tests.sockets.page import both, seated

BATTERY = {"level": 18, "charging": False, "minutes": 35}


def sent(data: Any) -> dict[str, Any]:
    session, to = str(uuid4()), str(uuid4())
    return {"session": session, "to": to, "page": "page-of-eva", "kind": "power", "data": data}


def power(**wrong: Any) -> dict[str, Any]:
    return {"battery": BATTERY | wrong, "lowered": None}


def test_eva_is_told_of_the_battery_of_tess(web: WebProcess, shared: World, job: UUID) -> None:
    session = seated(shared, job)
    told = [
        {"battery": BATTERY, "lowered": "battery"},
        {"battery": BATTERY | {"charging": True, "minutes": None}, "lowered": None},
        {"battery": None, "lowered": "heat"},
    ]
    with both(web, shared, session) as (tess, eva):
        for data in told:
            tess.tell(session, tess.peer(), "power", data)
        assert eva.hears("signal", len(told))
        assert [each["data"] for each in eva.received["signal"]] == told


@pytest.mark.parametrize("lowered", [*LOWERED, None])
@pytest.mark.parametrize(("level", "minutes"), [(0, 0), (100, MOST_MINUTES)])
def test_the_bounds_themselves_are_taken(lowered: str | None, level: int, minutes: int) -> None:
    data = power(level=level, minutes=minutes) | {"lowered": lowered}
    assert read_signal(sent(data)).data == data


@pytest.mark.parametrize(
    "data",
    [
        None,
        {},
        [],
        "18 %",
        {"battery": None},
        {"battery": None, "lowered": None, "hot": True},
        {"battery": None, "lowered": "rain"},
        {"battery": None, "lowered": ["heat"]},
        {"battery": None, "lowered": {"heat": 1}},
        {"battery": [18], "lowered": None},
        {"battery": "full", "lowered": None},
        {"battery": {"level": 18}, "lowered": None},
        power(more="x" * 5000),
        power(level=-1),
        power(level=101),
        power(level=17.5),
        power(level=True),
        power(level=None),
        power(level="<b>18</b>"),
        power(level=10**30),
        power(charging=1),
        power(charging=None),
        power(charging="yes"),
        power(minutes=-5),
        power(minutes=MOST_MINUTES + 1),
        power(minutes=False),
        power(minutes=float("nan")),
        power(minutes=float("inf")),
        power(minutes={"$gt": 0}),
    ],
)
def test_what_is_no_battery_is_malformed(data: Any) -> None:
    with pytest.raises(BadSignal):
        read_signal(sent(data))
