"""Who sits in which session, by which page: the broker's memory.

After a restart the pages that come back bring it with them.
"""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from smarthands.access import ON_SITE
from smarthands.views import JsonDict


@dataclass(slots=True)
class Seat:
    """A participant and the page that sits for her; `sid` is its socket while there is one."""

    participant: str
    person_id: UUID
    name: str
    role: str
    page: str | None = None
    sid: str | None = None
    present: bool = False


@dataclass(slots=True)
class Room:
    """One session as the broker knows it."""

    session: str
    job_id: UUID
    seats: dict[str, Seat] = field(default_factory=dict)
    by_sid: dict[str, Seat] = field(default_factory=dict)
    seq: int = 0

    def sync(self, participants: Iterable[JsonDict], seq: int) -> list[Seat]:
        """Take the participants as the database had them when the job's last event was `seq`;
        returns the seats that are gone. An older look, that took longer, changes nothing."""
        if seq < self.seq:
            return []
        self.seq = seq
        held = {each["id"]: each for each in participants if each["left_at"] is None}
        for id, each in held.items():
            if id not in self.seats:
                person = UUID(each["person_id"])
                self.seats[id] = Seat(id, person, each["name"], each["role"])
        gone = [self.seats.pop(id) for id in set(self.seats) - set(held)]
        for seat in gone:
            self.by_sid.pop(seat.sid or "", None)
        return gone

    def send_out(self, on_site: Container[UUID]) -> list[Seat]:
        """The technicians and guests who are on the job no more lose their seats; returns these."""
        gone = [
            seat
            for seat in self.seats.values()
            if seat.role in ON_SITE and seat.person_id not in on_site
        ]
        for seat in gone:
            del self.seats[seat.participant]
            self.by_sid.pop(seat.sid or "", None)
        return gone

    def sit(self, participant: str, page: str, sid: str) -> str | None:
        """A page takes its seat; returns the socket of another page that had it."""
        seat = self.seats[participant]
        before, other = seat.sid, seat.page != page
        if before is not None:
            self.by_sid.pop(before, None)
        seat.page, seat.sid, seat.present = page, sid, True
        self.by_sid[sid] = seat
        return before if other and before != sid else None

    def stand(self, sid: str) -> Seat | None:
        """A socket has gone: the seat stays, and the page's name, since it may come back."""
        seat = self.by_sid.pop(sid, None)
        if seat is not None:
            seat.sid, seat.present = None, False
        return seat

    def topology(self, me: Seat) -> dict[str, Any]:
        """Whom `me` connects to: everyone whose page is known. The one with the smaller id is
        polite, so that both sides agree without a word."""
        others = [seat for seat in self.seats.values() if seat is not me]
        return {
            "session": self.session,
            "participants": [
                {
                    "id": seat.participant,
                    "name": seat.name,
                    "role": seat.role,
                    "present": seat.present,
                    "page": seat.page,
                }
                for seat in self.seats.values()
            ],
            "connect": [
                {
                    "participant": seat.participant,
                    "page": seat.page,
                    "polite": me.participant < seat.participant,
                }
                for seat in others
                if seat.page is not None
            ],
        }


class Rooms:
    """The sessions somebody of this process is in, or was."""

    def __init__(self) -> None:
        self._rooms: dict[str, Room] = {}

    def __len__(self) -> int:
        return len(self._rooms)

    def __iter__(self) -> Iterator[Room]:
        return iter(list(self._rooms.values()))

    def get(self, session: str) -> Room | None:
        return self._rooms.get(session)

    def open(self, session: str, job_id: UUID) -> Room:
        return self._rooms.setdefault(session, Room(session, job_id))

    def close(self, session: str) -> Room | None:
        return self._rooms.pop(session, None)

    def of_job(self, job_id: UUID) -> list[Room]:
        return [room for room in self if room.job_id == job_id]
