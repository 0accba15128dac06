"""A stream whose packets go by a fast path, filmed and watched by stock peers: no peer notices
where Python takes over, and the stream leaves nothing behind."""

import asyncio
import itertools
import random
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from aiortc import RTCPeerConnection

from realtime.media.forwarding.fastpath.addresses import packed
from realtime.media.forwarding.fastpath.fastpath import FastPath
from realtime.media.forwarding.stream import LiveStream
from realtime.media.rtp import rtcp
from tests.builders.fastpath_rig import compiled
from tests.builders.legs import headers, port_of
from tests.builders.peers import phone_tracks, run, until
from tests.builders.rtp import VIDEO, rtp
from tests.builders.streams import Listener, film, live_stream, watch

pytestmark = compiled


def fastpath_of(stream: LiveStream) -> FastPath:
    [paths] = stream.forwarder.fastpaths
    assert isinstance(paths, FastPath)
    return paths


async def handed_over(stream: LiveStream) -> FastPath:
    """The fast path, once the thread has it and sends to every viewer."""
    watching = stream.forwarder.watching
    await until(
        lambda: stream.forwarder.fastpaths and watching and fastpath_of(stream)._with_thread
    )
    fastpath = fastpath_of(stream)
    await until(lambda: fastpath._with_thread and len(fastpath._viewers) == len(watching))
    return fastpath


@asynccontextmanager
async def calling() -> AsyncIterator[
    tuple[AsyncExitStack, LiveStream, RTCPeerConnection, RTCPeerConnection, FastPath]
]:
    """The exit stack, its stream, the phone, Eva's desk, and the fast path between them, once it is
    handed over."""
    async with AsyncExitStack() as house:
        stream = live_stream(house)
        phone, eva = await film(house, stream), await watch(house, stream)
        yield house, stream, phone, eva, await handed_over(stream)


def breaks(seen: Iterable[tuple[int, int]]) -> Counter[int]:
    """The number of steps from packet to packet that are not by one, for each SSRC."""
    rows = defaultdict(list)
    for ssrc, sequence in seen:
        rows[ssrc].append(sequence)
    return Counter(
        ssrc
        for ssrc, row in rows.items()
        for one, next_ in itertools.pairwise(row)
        if (next_ - one) & 0xFFFF != 1
    )


def test_sequence_numbers_have_no_gap_wherever_python_takes_over() -> None:
    async def story() -> None:
        dice = random.Random(3)
        async with calling() as (house, stream, _, eva, fastpath):
            seen = headers(port_of(eva))
            for turn in range(60):
                await asyncio.sleep(dice.random() * 0.06)
                if turn % 3 == 0:
                    stream.forwarder.settle()
                elif turn % 3 == 1:
                    stream.forwarder.want_keyframe()
                elif turn == 20:
                    await watch(house, stream)
                else:
                    fastpath.hold()
            assert len(seen) > 100
            assert len({ssrc for ssrc, _ in seen}) == 2
            assert breaks(seen) == Counter()

    run(story())


def test_nearly_all_packets_go_by_the_fast_path_and_all_are_counted(monkeypatch: Any) -> None:
    async def story() -> None:
        async with calling() as (_, stream, _, eva, fastpath):
            listener = Listener()
            stream.forwarder.attach(listener)
            publisher, gone = fastpath._publisher, Counter[str]()
            carried, rtp = publisher.count_forwarded, publisher.rtp

            def counted(packets: Any) -> None:
                gone["by the fast path"] += len(packets)
                carried(packets)

            def by_python(packet: bytes, came_at: float | None = None) -> None:
                gone["by Python"] += 1
                rtp(packet, came_at)

            monkeypatch.setattr(publisher, "count_forwarded", counted)
            monkeypatch.setattr(publisher, "rtp", by_python)
            seen, before, lost = headers(port_of(eva)), stream.packets, stream.lost
            await asyncio.sleep(2)
            assert gone["by the fast path"] > 20 * gone["by Python"]
            stream.forwarder.settle()
            # Each packet counts three times: it came, and went to two viewers, of whom the listener
            # is one.
            assert abs((stream.packets - before) / 3 - len(seen)) < 10
            heard = sorted(listener.heard)
            assert heard == list(range(heard[0], heard[0] + len(heard)))
            assert stream.lost == lost

    run(story())


def test_a_silent_phone_is_waited_for_in_the_kernel() -> None:
    async def story() -> None:
        async with calling() as (_, stream, phone, eva, fastpath):
            for sender in phone.getSenders():
                sender.replaceTrack(None)
            scheduler = stream._network.port_range.scheduler
            await until(lambda: not fastpath._with_thread and not len(scheduler))
            await asyncio.sleep(0.3)
            assert not fastpath._with_thread
            seen = headers(port_of(eva))
            for sender, track in zip(phone.getSenders(), phone_tracks(), strict=True):
                sender.replaceTrack(track)
            await until(lambda: len(seen) > 20 and fastpath._with_thread)

    run(story())


def test_a_leg_that_ends_leaves_the_other_legs_intact() -> None:
    async def story() -> None:
        async with AsyncExitStack() as house:
            stream = live_stream(house)
            await film(house, stream)
            leg = stream.viewer_leg()
            await watch(house, stream, leg)
            eva = await watch(house, stream)
            fastpath = await handed_over(stream)
            await until(lambda: len(fastpath._viewers) == 2)
            seen = headers(port_of(eva))
            await stream.give_up(leg)
            await until(lambda: len(seen) > 60 and fastpath._with_thread)
            assert len(fastpath._viewers) == 1
            assert breaks(seen) == Counter()
            await stream.close()
            assert not stream.forwarder.fastpaths
            assert (fastpath._with_thread, fastpath._viewers, fastpath._wakeup_fd) == (
                False,
                [],
                None,
            )

    run(story())


def test_python_takes_the_fast_path_back_before_it_uses_its_srtp_keys() -> None:
    """Two threads in one session of libsrtp would encrypt two packets under one number."""

    async def story() -> None:
        async with calling() as (_, _, _, _, fastpath):
            [(pipe, _, _)] = fastpath._viewers
            uses: list[Callable[[], object]] = [
                lambda: pipe.send_rtcp(rtcp.pli(1)),
                lambda: pipe.send_rtp(rtp(VIDEO, 1), 1, 1, 1),
                lambda: fastpath._srtp.media(rtp(VIDEO, 1), 0.0),
            ]
            for use in uses:
                await until(lambda: fastpath._with_thread)
                use()
                assert not fastpath._with_thread
            await until(lambda: fastpath._with_thread)

    run(story())


def test_an_error_in_python_stops_neither_the_other_packets_nor_the_reading() -> None:
    async def story() -> None:
        contexts: list[dict[str, Any]] = []
        asyncio.get_running_loop().set_exception_handler(lambda _, what: contexts.append(what))
        async with calling() as (_, stream, _, eva, fastpath):
            tick, rtp_ = stream.forwarder._tick, fastpath._publisher.rtp

            def fails(*_: object) -> None:
                raise RuntimeError("of this test")

            for name, of, whole in (
                ("_tick", stream.forwarder, tick),
                ("rtp", fastpath._publisher, rtp_),
            ):
                setattr(of, name, fails)
                seen = headers(port_of(eva))
                stream.forwarder.want_keyframe()
                await asyncio.sleep(0.4)
                setattr(of, name, whole)
                await until(lambda: len(seen) > 30 and fastpath._with_thread)
            assert contexts
            assert {str(one["exception"]) for one in contexts} == {"of this test"}

    run(story())


def test_python_forwards_every_packet_when_nothing_is_compiled(monkeypatch: Any) -> None:
    monkeypatch.setattr("realtime.media.forwarding.stream.library", lambda: None)

    async def story() -> None:
        async with AsyncExitStack() as house:
            stream = live_stream(house)
            await film(house, stream)
            eva = await watch(house, stream)
            await until(lambda: stream.forwarder.viewers)
            seen = headers(port_of(eva))
            await until(lambda: len(seen) > 60)
            assert not stream.forwarder.fastpaths

    run(story())


def test_packets_follow_a_viewer_whose_address_changes(monkeypatch: Any) -> None:
    """A viewer behind NAT gets another address from one moment to the next."""

    async def story() -> None:
        async with calling() as (_, _, _, eva, fastpath):
            [(pipe, path, _)] = fastpath._viewers
            aimed = []

            def noted(where: Any) -> bytes:
                aimed.append(where)
                return packed(where)

            monkeypatch.setattr("realtime.media.forwarding.fastpath.fastpath.packed", noted)
            pipe._route._address = (path.address[0], 9)
            await until(lambda: (path.address[0], 9) in aimed)
            pipe._route._address = path.address
            seen = headers(port_of(eva))
            await until(lambda: len(seen) > 20)

    run(story())
