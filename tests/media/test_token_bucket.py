"""The token bucket behind every limit of the media node: what it refuses, lends and spends."""

from realtime.token_bucket import TokenBucket


def test_a_full_bucket_gives_its_burst_and_then_its_rate() -> None:
    bucket = TokenBucket(rate=10, burst=3)
    assert [bucket.take(5.0) for _ in range(4)] == [True, True, True, False]
    assert not bucket.take(5.05)
    assert bucket.take(5.15)
    assert [bucket.take(99.0) for _ in range(4)] == [True, True, True, False]


def test_the_last_tokens_may_be_borrowed_beyond_and_the_debt_is_paid_first() -> None:
    bucket = TokenBucket(rate=100, burst=100, now=0.0)
    assert bucket.borrow(60, 0.0)
    assert bucket.borrow(90, 0.0)
    assert bucket.left == -50
    assert not bucket.borrow(1, 0.5)
    assert bucket.borrow(1, 0.6)


def test_spending_without_asking_ends_at_the_lower_bound() -> None:
    bucket = TokenBucket(rate=1, burst=10, now=0.0)
    bucket.spend(25, 0.0)
    assert bucket.left == 0
    bucket.spend(25, 0.0, least=-10)
    assert bucket.left == -10


def test_a_read_changes_nothing_and_an_earlier_time_refills_nothing() -> None:
    bucket = TokenBucket(rate=1, burst=10, now=0.0)
    bucket.spend(10, 4.0)
    assert bucket.available(6.0) == 2
    assert bucket.available(3.0) == 0
    assert not bucket.take(3.0)
    assert bucket.take(5.0)
