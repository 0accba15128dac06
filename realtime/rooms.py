"""The seats of each session and the pages in them, in the broker's memory.

After a restart of the broker, the pages that come back bring all of it with them.
"""

from collections.abc import Collection, Container, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from smarthands.access.verbs import ON_SITE
from smarthands.views.values import JsonDict

RECORDING = ("asked", "on", "paused")
ALLOWED, NONE = "allowed", "none"
"""The rules for pictures under which everything is allowed, and nothing."""


@dataclass(slots=True)
class Seat:
    """A participant and the page that sits for her; `sid` is the page's socket while it has one.

    A media node has a seat too, without a person. `media` is what the page wants of the others.
    """

    participant: str
    person_id: UUID | None
    name: str
    role: str
    page: str | None = None
    sid: str | None = None
    present: bool = False
    media: str = "live"
    consent: str | None = None

    def shown(self) -> dict[str, Any]:
        return {
            "id": self.participant,
            "name": self.name,
            "role": self.role,
            "present": self.present,
            "page": self.page,
            "media": self.media,
            "consent": self.consent,
        }


@dataclass(slots=True)
class Room:
    """One session as the broker knows it.

    `node` is the media node's seat, from when the node is asked in; its page is known once it has
    come. `next` is the seat of the node that is to take over. `tried` has the sockets of the nodes
    that were asked in since one last came. `waiting` says whether a node is still hoped for, and
    `waiting_since` since when, in seconds of the monotonic clock. `direct` is the site's own wish,
    and `photo_rule` what the site allows of pictures.
    """

    session: str
    job_id: UUID
    seats: dict[str, Seat] = field(default_factory=dict)
    by_sid: dict[str, Seat] = field(default_factory=dict)
    seq: int = 0
    direct: bool = False
    photo_rule: str = ALLOWED
    recording: dict[str, Any] | None = None
    node: Seat | None = None
    next: Seat | None = None
    tried: set[str] = field(default_factory=set)
    asked_at: float = 0.0
    waiting: bool = False
    waiting_since: float = 0.0

    @property
    def path(self) -> str:
        if self.node is not None and self.node.page is not None:
            return "node"
        return "waiting" if self.waiting else "direct"

    def sync(
        self, session: JsonDict, seq: int, watchers: Collection[UUID] = frozenset()
    ) -> list[Seat]:
        """Take the session as the database had it when the job's last event was `seq`; returns the
        seats that are gone. An older reading that took longer changes nothing. `watchers` are the
        participants whose page was on a wall, in case it has not come back yet to say so."""
        if seq < self.seq:
            return []
        self.seq = seq
        self._record(session["recording"])
        held = {each["id"]: each for each in session["participants"] if each["left_at"] is None}
        for id, each in held.items():
            if id not in self.seats:
                person = UUID(each["person_id"])
                media = "stills" if UUID(id) in watchers else "live"
                self.seats[id] = Seat(id, person, each["name"], each["role"], media=media)
            self.seats[id].name = each["name"]
            self.seats[id].consent = each["consent"] if self.recording else None
        gone = [self.seats.pop(id) for id in set(self.seats) - set(held)]
        for seat in gone:
            self.by_sid.pop(seat.sid or "", None)
        return gone

    def send_out(self, on_site: Container[UUID]) -> list[Seat]:
        """Take the seats of technicians and guests who are on the job no more; returns these."""
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
        """Seat a page; returns the socket of another page that had the seat."""
        return self._sit(self.seats[participant], page, sid)

    def sit_node(self, seat: Seat, page: str, sid: str) -> Seat | None:
        """Seat the node that was asked in and has come; returns the seat of the node that goes."""
        before = self.node if self.node is not seat else None
        if before is not None:
            self.by_sid.pop(before.sid or "", None)
        self.node, self.next, self.waiting = seat, None, False
        self.tried.clear()
        self._sit(seat, page, sid)
        return before

    def unseat_node(self) -> None:
        """Forget the node and hope for none: the next page that comes begins anew."""
        for seat in (self.node, self.next):
            if seat is not None:
                self.by_sid.pop(seat.sid or "", None)
        self.node = self.next = None
        self.waiting = False
        self.tried.clear()

    def hope(self, hopes: bool, now: float) -> None:
        """Note whether a node is still hoped for; `now` in seconds of the monotonic clock."""
        if hopes and not self.waiting:
            self.waiting_since = now
        self.waiting = hopes

    def stand(self, sid: str) -> Seat | None:
        """Take a socket off its seat. The seat keeps the page's name: the page may come back."""
        seat = self.by_sid.pop(sid, None)
        if seat is not None:
            seat.sid, seat.present = None, False
        return seat

    def pages(self) -> list[Seat]:
        """The seats of people whose page is known."""
        return [seat for seat in self.seats.values() if seat.page is not None]

    def may_film(self, seat: Seat) -> bool:
        """Whether this participant's picture may go to the others."""
        return self.photo_rule == ALLOWED or seat.role not in ON_SITE

    @property
    def peopled(self) -> bool:
        """Whether any page of a person's is there."""
        return any(seat.sid is not None for seat in self.seats.values())

    def addressee(self, participant: str) -> Seat | None:
        """The seat that a signal to this participant is for."""
        if self.node is not None and self.node.participant == participant:
            return self.node
        return self.seats.get(participant)

    def topology(self, me: Seat) -> dict[str, Any]:
        """The topology message for `me`. Between people the one with the smaller id is polite, so
        that both sides agree without a word; a node offers, and a page only answers."""
        everyone = list(self.seats.values())
        if self.node is not None and self.node.page is not None:
            everyone.append(self.node)
        return {
            "session": self.session,
            "path": self.path,
            "photo_rule": self.photo_rule,
            "participants": [seat.shown() for seat in everyone],
            "connect": [
                {
                    "participant": seat.participant,
                    "page": seat.page,
                    "polite": seat is self.node or me.participant < seat.participant,
                }
                for seat in self._peers(me)
            ],
            "recording": self.recording,
        }

    def _peers(self, me: Seat) -> list[Seat]:
        if me is self.node:
            return self.pages()
        if self.path == "node":
            return [self.node] if self.node is not None else []
        if self.path == "waiting" or me.media != "live":
            return []
        return [seat for seat in self.pages() if seat is not me and seat.media == "live"]

    def _record(self, recording: JsonDict | None) -> None:
        going = recording is not None and recording["state"] in RECORDING
        self.recording = (
            {"id": recording["id"], "state": recording["state"]} if recording and going else None
        )

    def _sit(self, seat: Seat, page: str, sid: str) -> str | None:
        before, other = seat.sid, seat.page != page
        if before is not None:
            self.by_sid.pop(before, None)
        seat.page, seat.sid, seat.present = page, sid, True
        self.by_sid[sid] = seat
        return before if other and before != sid else None


class Rooms:
    """The sessions that a socket of this process is in, or was in."""

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

    def of_node(self, sid: str) -> list[Room]:
        """The rooms where a node sits, or is asked in."""
        return [
            room
            for room in self
            if any(seat is not None and seat.sid == sid for seat in (room.node, room.next))
        ]

    def of_job(self, job_id: UUID) -> list[Room]:
        return [room for room in self if room.job_id == job_id]
