"""Moments as Tess's phone tells them."""

from datetime import timedelta

from smarthands.phone_clock import ToldMoment
from tests.builders.world import World

AT_ONCE = timedelta()


def told_moment(
    world: World,
    *,
    seen: int | None = None,
    ago: timedelta = AT_ONCE,
    ahead: timedelta = AT_ONCE,
) -> ToldMoment:
    """The moment of a while ago, by a clock that is so far ahead."""
    device_time = world.clock.at + ahead
    return ToldMoment(device_time - ago, device_time, seen)
