"""A lost packet is requested again within bounds, and the last packets are kept for such
requests."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from realtime.media.rtp.nack import (
    LIFE,
    LONGEST_GAP,
    MOST_AT_ONCE,
    MOST_MISSING,
    SHARE,
    TRIES,
    Losses,
    PacketCache,
)
from tests.builders.rtp import SEQUENCES


def test_the_packet_cache_holds_the_last_packets_and_no_others() -> None:
    history = PacketCache()
    for sequence in range(65_000, 65_000 + 2_000):
        history.put(sequence & 0xFFFF, bytes(sequence & 0xFF))
    assert history.get((65_000 + 1_999) & 0xFFFF) is not None
    assert history.get((65_000 + 1_999 - 1_023) & 0xFFFF) is not None
    assert history.get((65_000 + 1_999 - 1_024) & 0xFFFF) is None
    history.clear()
    assert history.get((65_000 + 1_999) & 0xFFFF) is None


def test_a_lost_packet_is_requested_at_once_and_then_less_often() -> None:
    losses = Losses()
    losses.add(65_535, 2, 0.0)
    assert losses.due(0.0, 0) == [65_535, 0]
    assert losses.due(0.05, 0) == []
    assert losses.due(0.09, 0) == [65_535, 0]
    assert losses.fill(0, 0.1)
    assert not losses.fill(0, 0.1)
    requests = sum(bool(losses.due(step / 50, 0)) for step in range(5, 300))
    assert requests <= TRIES
    assert len(losses) == 0
    assert losses.hopeless()
    assert not losses.hopeless()


def test_losses_before_a_sequence_number_are_forgotten_over_the_wrap_too() -> None:
    losses = Losses()
    losses.add(65_530, 10, 0.0)
    losses.forget(2)
    assert losses.due(0.0, 0) == [2, 3]
    assert not losses.hopeless()


def test_a_lost_packet_is_not_requested_twice_within_a_round_trip_of_a_second() -> None:
    losses = Losses()
    for first in range(0, 60, 6):
        losses.add(first, 1, float(first))
        losses.due(float(first), 0)
        assert losses.fill(first, first + 1.0)
    # An answer to the second request has no information on the round trip.
    losses.add(90, 1, 90.0)
    losses.due(90.0, 0)
    losses.due(91.2, 0)
    assert losses.fill(90, 92.2)
    losses.add(100, 1, 100.0)
    requests = [step / 50 for step in range(200) if losses.due(100 + step / 50, 0)]
    assert requests[0] == 0
    assert all(1.0 < later - earlier < 1.1 for earlier, later in itertools.pairwise(requests))
    assert len(requests) == 4


def test_a_request_is_repeated_once_while_the_packet_is_missing() -> None:
    losses = Losses()
    losses.add(5, 2, 0.0)
    assert losses.due(0.0, 0) == [5, 6]
    assert losses.fill(5, 0.05)
    assert losses.repeated() == [6]
    assert losses.repeated() == []
    losses.add(8, 1, 0.1)
    assert losses.due(0.1, 0) == [6, 8]
    losses.clear()
    assert losses.repeated() == []


def test_requests_are_bounded_by_a_share_of_the_received_packets() -> None:
    losses = Losses()
    losses.add(0, 200, 0.0)
    assert losses.due(0.0, 0) == list(range(MOST_AT_ONCE))
    assert losses.due(0.01, 0) == []
    assert len(losses.due(0.02, 20)) == round(20 * SHARE)
    # The source's numbers have begun anew, and the count with them.
    assert losses.due(0.03, 1) == []
    assert len(losses.due(0.04, 11)) == round(10 * SHARE)


def test_a_loss_that_is_too_old_is_given_up() -> None:
    losses = Losses()
    losses.add(1, 1, 0.0)
    assert losses.due(LIFE + 0.1, 0) == []
    assert losses.hopeless()


@given(st.lists(st.tuples(SEQUENCES, st.integers(1, 3_000)), max_size=60))
def test_the_number_of_kept_losses_is_bounded(gaps: list[tuple[int, int]]) -> None:
    losses = Losses()
    for first, count in gaps:
        losses.add(first, count, 0.0)
        assert len(losses) <= MOST_MISSING
    assert len(losses.due(0.0, 0)) <= MOST_AT_ONCE


def test_a_gap_too_long_to_mend_is_left_to_a_keyframe() -> None:
    losses = Losses()
    losses.add(1, LONGEST_GAP + 1, 0.0)
    assert len(losses) == 0
    assert losses.hopeless()
