"""Time zones: the product's own tables, the same on each machine and in each process."""

from zoneinfo import available_timezones, reset_tzpath

# zoneinfo prefers the system's tables to the pinned package `tzdata`, and those are years old on
# some machines: two processes of one installation would disagree about next summer.
reset_tzpath(to=())
ZONES = frozenset(available_timezones())
