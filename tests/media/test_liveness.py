"""The liveness of Eva's sound at the node, and what counts as an outage."""

from types import SimpleNamespace
from typing import cast

from realtime.media.forwarding.forwarder import Forwarder
from realtime.media.forwarding.stream import LiveStream
from realtime.media.session.liveness import SHORTEST_GAP, Liveness, Outage
from tests.builders.rtp import Clock

TICK = 0.1


class Eva:
    def __init__(self) -> None:
        self.clock = Clock()
        forwarder = Forwarder(self.clock)
        self.tracks = forwarder.tracks
        self.liveness = Liveness(cast(LiveStream, SimpleNamespace(forwarder=forwarder)), self.clock)
        self.outages: list[Outage] = []

    def lives(self, seconds: float, *, speaks: bool = True, watches_stills: bool = False) -> None:
        for _ in range(round(seconds / TICK)):
            self.clock.now += TICK
            if speaks:
                self.tracks["audio"].heard_at = self.clock.now
            self.liveness.check()
            if watches_stills:
                self.liveness.excuse()
            if outage := self.liveness.outage():
                self.outages.append(outage)


def test_an_outage_is_reported_once_when_it_is_over() -> None:
    eva = Eva()
    eva.lives(2)
    eva.liveness.blame("network")
    eva.lives(10, speaks=False)
    assert eva.outages == []
    eva.lives(5)
    [outage] = eva.outages
    assert 9.5 < outage.seconds < 10.5


def test_a_short_gap_is_no_outage() -> None:
    eva = Eva()
    eva.lives(2)
    eva.lives(SHORTEST_GAP - 0.5, speaks=False)
    eva.lives(2)
    assert eva.outages == []


def test_watching_stills_for_a_while_is_no_outage() -> None:
    eva = Eva()
    eva.lives(5)
    eva.lives(60, speaks=False, watches_stills=True)
    eva.lives(1, speaks=False)
    eva.lives(5)
    assert eva.outages == []
    eva.lives(6, speaks=False)
    eva.lives(1)
    [outage] = eva.outages
    assert 5.5 < outage.seconds < 6.5


def test_an_outage_begins_when_a_person_does_not_come_back_from_the_wall() -> None:
    eva = Eva()
    eva.lives(5)
    eva.lives(60, speaks=False, watches_stills=True)
    eva.lives(8, speaks=False)
    eva.lives(1)
    [outage] = eva.outages
    assert 7.5 < outage.seconds < 8.5
