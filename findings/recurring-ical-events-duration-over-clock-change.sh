#!/usr/bin/env bash
# recurring-ical-events lets a shift of eight hours last seven or nine when the clocks change.
#
# Versions: recurring-ical-events 3.8.2, icalendar 7.3.2, tzdata 2026.6.
# A good guess: `DURATION:PT8H` is eight hours. RFC 5545, section 3.3.6, says that hours, minutes
# and seconds of a duration are exact, and only days and weeks follow the calendar.
# Behaviour: the duration is added to the time on the wall, in the summer as in the winter. A
# night shift that begins at 22:00 in Berlin ends at 06:00 in each night, so that hours worked,
# and a response time that is written as a duration, are an hour off twice a year. `DURATION:P1D`,
# where the calendar is right, and `DURATION:PT24H` come out the same.
# Output: the true length of each night, which is 8:00:00 in all of them by the RFC.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
packages recurring-ical-events==3.8.2 icalendar==7.3.2 tzdata==2026.6
seen <<'OUTPUT'
PT8H from 2026-03-27T22:00:00+01:00 to 2026-03-28T06:00:00+01:00: 8:00:00
PT8H from 2026-03-28T22:00:00+01:00 to 2026-03-29T06:00:00+02:00: 7:00:00
PT8H from 2026-10-23T22:00:00+02:00 to 2026-10-24T06:00:00+02:00: 8:00:00
PT8H from 2026-10-24T22:00:00+02:00 to 2026-10-25T06:00:00+01:00: 9:00:00
PT24H from 2026-10-23T22:00:00+02:00 to 2026-10-24T22:00:00+02:00: 1 day, 0:00:00
PT24H from 2026-10-24T22:00:00+02:00 to 2026-10-25T22:00:00+01:00: 1 day, 1:00:00
OUTPUT
program <<'PYTHON'
from datetime import UTC, date

import icalendar
import recurring_ical_events

EVENT = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:night shifts
BEGIN:VEVENT
UID:night@bench.test
DTSTAMP:20260101T000000Z
DTSTART;TZID=Europe/Berlin:{day}T220000
DURATION:{duration}
RRULE:FREQ=DAILY;COUNT=2
SUMMARY:Night shift
END:VEVENT
END:VCALENDAR
"""

for duration, day in (("PT8H", "20260327"), ("PT8H", "20261023"), ("PT24H", "20261023")):
    text = EVENT.format(day=day, duration=duration).replace("\n", "\r\n")
    calendar = icalendar.Calendar.from_ical(text)
    for shift in recurring_ical_events.of(calendar).between(date(2026, 1, 1), date(2027, 1, 1)):
        start, end = shift["DTSTART"].dt, shift["DTEND"].dt
        length = end.astimezone(UTC) - start.astimezone(UTC)
        print(f"{duration} from {start.isoformat()} to {end.isoformat()}: {length}")
PYTHON
