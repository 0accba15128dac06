"""Candidate pairs as our hooks make aioice check and keep them: aioice's own pace would cost a call
seconds."""

import asyncio
import socket

from aioice import Candidate
from aioice.stun import Class, Message, Method

from realtime.media.transport import aiortc_hooks
from realtime.media.transport.leg import PublisherLeg, ViewerLeg
from tests.builders.legs import ice_of
from tests.builders.peers import closing, here, phone_tracks, run, stock_peer, until


def test_consent_checks_succeed_over_a_path_with_a_delay_of_a_second() -> None:
    async def story() -> None:
        leg = ViewerLeg(here())
        async with closing(leg):
            await leg.offer()
            [port] = ice_of(leg)._protocols
            message = Message(message_method=Method.BINDING, message_class=Class.REQUEST)
            with socket.socket(type=socket.SOCK_DGRAM) as phone:
                phone.bind(("127.0.0.1", 0))
                waiting = asyncio.ensure_future(
                    port.request(message, phone.getsockname(), retransmissions=0)
                )
                await asyncio.sleep(1.1)
                assert not waiting.done()
                answer = Message(Method.BINDING, Class.RESPONSE, message.transaction_id)
                port.transactions[message.transaction_id].response_received(
                    answer, phone.getsockname()
                )
                assert (await waiting)[0] is answer

    run(story())


def test_a_pair_and_a_trickled_one_are_found_without_aioices_pace() -> None:
    async def story() -> None:
        for trickled in (False, True):
            leg = PublisherLeg(here())
            offer = await leg.offer()
            async with closing(leg), stock_peer(offer, *phone_tracks()) as phone:
                answer = phone.localDescription.sdp
                [line, *_] = [one for one in answer.splitlines() if "a=candidate" in one]
                ice = ice_of(leg)
                if trickled:
                    answer = without_candidates(answer)
                await leg.answer(answer)
                await until(lambda: ice._early_checks_done)
                since = asyncio.get_running_loop().time()
                if trickled:
                    assert await leg.candidate(line.removeprefix("a="))
                await until(lambda: ice._nominated)
                await asyncio.wait_for(leg.connected.wait(), 10)
                assert asyncio.get_running_loop().time() - since < 5

    run(story())


def without_candidates(answer: str) -> str:
    lines = [one for one in answer.splitlines() if "candidate" not in one]
    return "\r\n".join(lines) + "\r\n"


def test_checks_that_aioice_would_have_paced_start_in_one_call() -> None:
    async def story() -> None:
        leg = PublisherLeg(here())
        async with closing(leg):
            await leg.offer()
            ice = ice_of(leg)
            ice.remote_username, ice.remote_password = "phone", "of the phone's, long enough"
            assert ice._check_periodic()  # No pair exists yet, and aioice waits for one.
            for number in range(1, aiortc_hooks.AT_ONCE + 2):
                line = f"1 1 udp 1 127.0.0.1 {number} typ host"
                await ice.add_remote_candidate(Candidate.from_sdp(line))
                ice._pair_remote_candidate(ice._remote_candidates[-1])
            assert ice._check_periodic()  # One pair is left.
            started = [pair for pair in ice._check_list if pair.task is not None]
            assert len(started) == aiortc_hooks.AT_ONCE
            assert not ice._check_periodic()

    run(story())
