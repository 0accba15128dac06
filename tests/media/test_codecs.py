"""Both codecs are offered on each leg, the phone's answer decides, and the phone may come back with
the other one; stock peers that support only one, on loopback."""

import asyncio
import re
from collections.abc import Callable
from contextlib import AsyncExitStack

import pytest
from aiortc import MediaStreamTrack, RTCPeerConnection, codecs
from aiortc.codecs import is_rtx

from realtime.media.rtp.track import FORMATS, OPUS, REPAIRS, Codec
from realtime.media.transport.leg import BadDescription, PublisherLeg, ViewerLeg
from tests.builders.peers import closing, here, phone_tracks, run, stock_peer, until
from tests.builders.streams import film, live_stream, watch


def supporting(only: Codec) -> Callable[[str], str]:
    """A function that changes an offer into what a peer that supports this codec alone makes of
    it."""
    bases = {kind for kind, codec in FORMATS.items() if codec != only}
    unknown = {*bases, *(own for own, of in REPAIRS.items() if of in bases)}

    def read(offer: str) -> str:
        lines = []
        for line in offer.splitlines():
            attribute = re.match(r"a=(?:rtpmap|fmtp|rtcp-fb):(\d+) ", line)
            if attribute is not None and int(attribute[1]) in unknown:
                continue
            if line.startswith("m=video"):
                words = line.split()
                lines.append(" ".join(w for w in words if not (w.isdigit() and int(w) in unknown)))
            else:
                lines.append(line)
        return "\r\n".join(lines) + "\r\n"

    return read


def picture(desk: RTCPeerConnection) -> MediaStreamTrack:
    return next(one.track for one in desk.getReceivers() if one.track and one.track.kind == "video")


def formats(offer: str) -> list[int]:
    [line] = [line for line in offer.splitlines() if line.startswith("m=video")]
    return [int(word) for word in line.split()[3:]]


def test_our_payload_types_are_aiortcs() -> None:
    formats_of_aiortc = {
        one.payloadType: one for kind in ("audio", "video") for one in codecs.CODECS[kind]
    }
    assert formats_of_aiortc[OPUS].mimeType == "audio/opus"
    for kind, codec in FORMATS.items():
        assert formats_of_aiortc[kind].mimeType == f"video/{codec}"
        assert formats_of_aiortc[kind].parameters.get("profile-level-id", "42e01f") == "42e01f"
    for own, of in REPAIRS.items():
        assert is_rtx(formats_of_aiortc[own])
        assert formats_of_aiortc[own].parameters == {"apt": of}


def test_each_leg_offers_both_codecs_with_rtx_in_the_given_order() -> None:
    async def story() -> None:
        legs: list[PublisherLeg | ViewerLeg] = [
            PublisherLeg(here()),
            ViewerLeg(here()),
            PublisherLeg(here(), ("H264", "VP8")),
        ]
        async with closing(*legs):
            offers = [await leg.offer() for leg in legs]
            assert [formats(offer) for offer in offers] == [
                [97, 98, 101, 102],
                [97, 98, 101, 102],
                [101, 102, 97, 98],
            ]
            assert all("packetization-mode=1" in offer for offer in offers)

    run(story())


@pytest.mark.parametrize("only", ["VP8", "H264"])
def test_a_viewer_sees_a_phone_that_supports_one_codec_only(only: Codec) -> None:
    async def story() -> None:
        async with AsyncExitStack() as house:
            stream = live_stream(house)
            eva = await watch(house, stream)
            await film(house, stream, heard=supporting(only))
            for _ in range(10):
                await asyncio.wait_for(picture(eva).recv(), 10)
            assert stream.forwarder.codec == only

    run(story())


def test_a_viewer_sees_on_when_the_phone_comes_back_with_the_other_codec() -> None:
    async def story() -> None:
        async with AsyncExitStack() as house:
            stream = live_stream(house)
            eva = await watch(house, stream)
            phone = await film(house, stream, heard=supporting("VP8"))
            await asyncio.wait_for(picture(eva).recv(), 10)
            await phone.close()
            await film(house, stream, heard=supporting("H264"))
            await until(lambda: stream.forwarder.codec == "H264")
            for _ in range(60):
                await asyncio.wait_for(picture(eva).recv(), 10)

    run(story())


def test_a_viewer_without_the_phones_codec_gets_sound_and_is_counted() -> None:
    async def story() -> None:
        async with AsyncExitStack() as house:
            stream = live_stream(house)
            leg = stream.viewer_leg()
            offer = supporting("VP8")(await leg.offer())
            ines = await house.enter_async_context(stock_peer(offer))
            await stream.watch(leg, ines.localDescription.sdp)
            await film(house, stream, heard=supporting("H264"))
            sound = next(one.track for one in ines.getReceivers() if one.track.kind == "audio")
            for _ in range(5):
                await asyncio.wait_for(sound.recv(), 10)
            await until(lambda: leg.lost["format"] > 0)

    run(story())


@pytest.mark.parametrize(
    ("ours", "hers"),
    [
        (r"a=mid:1", "a=mid:2"),
        (r"a=fingerprint:\S+ \S+", "a=x:y"),
        (r"a=ice-pwd:\S+", "a=ice-pwd:short"),
        (r"a=ice-ufrag:\S+", "a=ice-ufrag:a b"),
        (r"a=rtpmap:97 VP8", "a=rtpmap:97 H264"),
        (r"a=rtpmap:98 rtx", "a=rtpmap:99 rtx"),
        (r"a=ssrc:(\d+) ", r"a=ssrc:4294967296 "),
        (r"a=ssrc:(\d+) ", r"a=ssrc:-4 "),
        (r"a=ssrc:(\d+) ", r"a=ssrc:7 "),
        (r"v=0", "v=0\r\n" + "a=x:y\r\n" * 600),
    ],
)
def test_an_answer_that_would_fail_later_is_refused_at_once(ours: str, hers: str) -> None:
    async def story() -> None:
        leg = PublisherLeg(here())
        async with closing(leg), stock_peer(await leg.offer(), *phone_tracks()) as phone:
            answer = phone.localDescription.sdp
            spoiled = re.sub(ours, hers, answer)
            assert spoiled != answer
            with pytest.raises(BadDescription):
                await leg.answer(spoiled)

    run(story())
