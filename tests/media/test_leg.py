"""A leg refuses a malformed answer or candidate."""

import asyncio
import re
import time

import pytest
from aioice.ice import _mdns
from hypothesis import given, settings
from hypothesis import strategies as st

from realtime.media.transport import aiortc_hooks
from realtime.media.transport.leg import (
    MOST_TRICKLED,
    BadDescription,
    PublisherLeg,
    with_start_bitrate,
)
from tests.builders.load import slack
from tests.builders.peers import closing, here, phone_tracks, run, stock_peer, until

LINE = "candidate:1 1 udp 2122260223 {} {} typ host"
HEAD = "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n"
PICTURE = "m=video 9 UDP/TLS/RTP/SAVPF 97\r\na=mid:0\r\n"


@pytest.fixture(scope="module")
def answer() -> str:
    """The answer of a stock peer."""
    answers: list[str] = []

    async def story() -> None:
        leg = PublisherLeg(here())
        async with closing(leg), stock_peer(await leg.offer(), *phone_tracks()) as phone:
            answers.append(phone.localDescription.sdp)

    run(story())
    return answers[0]


def refused(sdp: str) -> bool:
    told: list[bool] = []

    async def story() -> None:
        leg = PublisherLeg(here())
        async with closing(leg):
            await leg.offer()
            try:
                await leg.answer(sdp)
            except BadDescription:
                told.append(True)
            else:
                told.append(False)

    run(story())
    return told[0]


@pytest.mark.parametrize(
    "sdp",
    [
        "",
        "v=0",
        "a=candidate",
        HEAD,
        HEAD + PICTURE,
        HEAD + "m=audio x",
        HEAD + "a=setup:never\r\n",
    ],
)
def test_a_malformed_answer_is_refused(sdp: str) -> None:
    assert refused(sdp)


def test_a_stock_answer_is_accepted(answer: str) -> None:
    assert not refused(answer)


@settings(max_examples=25)
@given(data=st.data())
def test_a_spoiled_answer_is_accepted_or_refused_and_the_leg_closes(
    answer: str, data: st.DataObject
) -> None:
    lines = answer.splitlines()
    at = data.draw(st.integers(0, len(lines) - 1))
    instead = data.draw(st.lists(st.text(max_size=30) | st.sampled_from(lines), max_size=3))
    refused("\r\n".join(lines[:at] + instead + lines[at + data.draw(st.integers(0, 3)) :]))


def test_ice_gets_a_bounded_number_of_candidates_and_none_that_is_refused(
    answer: str,
) -> None:
    async def story() -> None:
        leg = PublisherLeg(here())
        async with closing(leg):
            await leg.offer()
            smuggled = LINE.format("169.254.169.254", 80)
            await leg.answer(answer.replace("a=mid:0", f"a=mid:0\r\na={smuggled}"))
            ice = aiortc_hooks.transport_of(leg.connection).transport._connection
            before = len(ice.remote_candidates)
            assert not await leg.candidate(smuggled)
            assert not await leg.candidate("candidate:1 1 udp 1 a.local 9 typ host")
            given_ = [LINE.format("198.51.100.7", port) for port in range(4_000, 4_100)]
            results = await asyncio.gather(*(leg.candidate(line) for line in given_))
            assert sum(results) == MOST_TRICKLED == len(ice.remote_candidates) - before
            assert "169.254.169.254" not in {one.host for one in ice.remote_candidates}

    run(story())


def test_mdns_names_and_tcp_candidates_are_left_out_and_the_phone_connects_at_once() -> None:
    async def story() -> None:
        leg, queries = PublisherLeg(here()), list[bytes]()
        leg.srtp.on_rtp = lambda packet, _: queries.append(packet)
        async with closing(leg), stock_peer(await leg.offer(), *phone_tracks()) as phone:
            answer = re.sub(
                r"a=candidate:.*",
                "a=candidate:1 1 udp 2122260223 4f1c.local 9 typ host\r\n"
                "a=candidate:2 1 tcp 1518280447 127.0.0.1 9 typ host tcptype active",
                phone.localDescription.sdp,
            )
            started = time.monotonic()
            await leg.answer(answer)
            assert not await leg.candidate("candidate:2 1 TCP 1518280447 127.0.0.1 9 typ host")
            await until(lambda: queries)
            assert time.monotonic() - started < 2 * slack()
            ice = aiortc_hooks.transport_of(leg.connection).transport._connection
            assert {one.type for one in ice.remote_candidates} == {"prflx"}
            assert not getattr(_mdns, "subscribers", set())

    run(story())


def test_each_video_codec_has_a_start_bitrate() -> None:
    plain = "a=rtpmap:96 opus/48000/2\r\na=fmtp:96 useinbandfec=1\r\na=rtpmap:97 VP8/90000\r\n"
    repaired = "a=rtpmap:98 rtx/90000\r\na=fmtp:98 apt=97\r\na=rtpmap:99 H264/90000\r\n"
    strict = "a=fmtp:99 packetization-mode=1"
    parameter = "x-google-start-bitrate=600"
    assert with_start_bitrate(f"{plain}{repaired}{strict}\r\n", 600) == (
        f"{plain}a=fmtp:97 {parameter}\r\n{repaired}{strict};{parameter}\r\n"
    )
