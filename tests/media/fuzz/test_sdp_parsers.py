"""Any text goes into each parser of candidates and answers: no error escapes but the documented
ones, and a leg closes after each."""

import asyncio
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realtime.media.transport.candidates import Admission, admitted_candidate, admitted_description
from realtime.media.transport.leg import PublisherLeg, ViewerLeg
from realtime.media.transport.sdp_answer import (
    BadDescription,
    accepted_formats,
    parse_answer,
    published_sources,
)
from tests.builders.peers import closing, here, phone_tracks, run, stock_peer
from tests.media.fuzz.examples import both, examined

ADMISSION = Admission(loopback=True)

NUMERALS = ["0", "1", "2", "9", "-1", "65536", "2122260223", "\u0661"]
HOSTS = ["127.0.0.1", "169.254.169.254", "::1", "::ffff:10.0.0.1", "a.local", "fe80::1%0", "0x7f.1"]
NAMES = ["candidate:", "candidate:1", "udp", "UDP", "tcp", "typ", "host", "srflx", "prflx", "raddr"]
WORDS = st.sampled_from([*NUMERALS, *HOSTS, *NAMES])
LINES = st.lists(WORDS | st.text(max_size=8), max_size=14).map(" ".join)


@both
def test_candidates_are_read_or_refused(examples: int) -> None:
    @given(LINES)
    def hold(line: str) -> None:
        admitted = admitted_candidate(line, ADMISSION)
        if admitted is not None:
            assert admitted_candidate(admitted, ADMISSION) == admitted
            assert ".local" not in admitted
            assert " udp " in admitted

    examined(examples, hold)


@pytest.fixture(scope="module")
def answers() -> list[str]:
    """The answers of a stock phone and of a stock desk."""
    sdps: list[str] = []

    async def story() -> None:
        for leg, tracks in ((PublisherLeg(here()), phone_tracks()), (ViewerLeg(here()), ())):
            async with closing(leg), stock_peer(await leg.offer(), *tracks) as peer:
                sdps.append(peer.localDescription.sdp)

    run(story())
    return sdps


def spoiled(answer: str, data: st.DataObject) -> str:
    lines = answer.splitlines()
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(lines) - 1))
        text = data.draw(st.text(max_size=20) | LINES | st.sampled_from(lines))
        prefix = data.draw(
            st.sampled_from(["", "a=", "m=audio ", "a=ssrc:", "a=rtpmap:97 ", "a=mid:"])
        )
        how = data.draw(st.integers(0, 4))
        if how == 0:
            lines[at : at + 1] = []
        elif how == 1:
            lines.insert(at, prefix + text)
        elif how == 2:
            lines[at] = lines[at][: data.draw(st.integers(0, 60))] + text
        elif how == 3:
            lines[at] = prefix + text
        else:
            lines[at:at] = [lines[at]] * data.draw(st.integers(1, 300))
        lines = lines or [""]
    return "\r\n".join(lines)


@both
def test_answers_are_read_or_refused(answers: list[str], examples: int) -> None:
    @given(st.data())
    def hold(data: st.DataObject) -> None:
        sdp = spoiled(data.draw(st.sampled_from(answers)), data)
        with suppress(BadDescription):
            answer = parse_answer(admitted_description(sdp, ADMISSION))
            assert set(accepted_formats(answer, 5).repairs) <= {97, 101}
            for source in published_sources(answer):
                assert 0 < source.ssrc < 2**32
                assert 0 <= source.rtx < 2**32

    examined(examples, hold)


@both
def test_legs_take_an_answer_or_refuse_it_and_close(answers: list[str], examples: int) -> None:
    @given(st.data())
    def hold(data: st.DataObject) -> None:
        kind = data.draw(st.sampled_from([0, 1]))
        sdp = spoiled(answers[kind], data)
        lines = data.draw(st.lists(LINES, max_size=3))
        uncaught: list[Any] = []

        async def story() -> None:
            asyncio.get_running_loop().set_exception_handler(
                lambda _, context: uncaught.append(context)
            )
            leg = (PublisherLeg, ViewerLeg)[kind](here())
            async with closing(leg):
                await leg.offer()
                with suppress(BadDescription):
                    await leg.answer(sdp)
                for line in lines:
                    await leg.candidate(line)
                await asyncio.sleep(0)

        run(story())
        assert uncaught == []

    examined(max(20, examples // 10), hold)
