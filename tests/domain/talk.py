"""The part of a random walk that is about sessions, stills and guests; the rest is in walk.py."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from uuid import UUID, uuid4

from smarthands.access.verbs import DESK
from smarthands.actor import MEDIA, Actor
from smarthands.errors import not_found
from smarthands.evidence import marks
from smarthands.people import join_links
from smarthands.people.sign_in import actor_for
from smarthands.recordings import sweep, verification
from smarthands.sessions import attendance, calls, chat, consent, ending, gaps, report, stills
from smarthands.sessions.gaps import Missing
from tests.builders.jobs import photo
from tests.builders.marks import draw
from tests.builders.recordings import SMALL, RecordingUpload, sha256
from tests.builders.world import World

POINTS = {"line": 9, "arrow": 2, "ring": 2, "number": 1, "text": 1}
WORDS = ("left PSU", "Lüfter?", "🔧", "<b>", 'quote " and \\', "line\nbreak")
KINDS = {
    *("session.asked", "session.claimed", "session.joined", "session.left", "session.ended"),
    *("session.unseated", "session.reported", "message.said"),
    *("still.requested", "still.taken", "still.missed", "mark.drawn", "mark.undone"),
    *("join.created", "join.taken", "join.revoked"),
    *("recording.asked", "recording.consented", "recording.refused", "recording.started"),
    *("recording.paused", "recording.stopped", "recording.gap", "session.interrupted"),
    *("evidence.verified", "evidence.altered", "evidence.accepted"),
    *("statement.made", "statement.accepted", "statement.refused"),
}
"""The event kinds that a walk of enough steps records."""


@dataclass
class Talk:
    """The sessions of one job as far as the walk has come.

    `pending` are the stills that no photo has answered, and `pictures` are all photos. `marks` have
    their session and author. `guests` came by links of the walk and may have left again.
    """

    world: World
    job: UUID
    random: Random
    sessions: list[UUID] = field(default_factory=list)
    stills: list[UUID] = field(default_factory=list)
    pending: list[UUID] = field(default_factory=list)
    pictures: list[UUID] = field(default_factory=list)
    marks: list[tuple[UUID, UUID, Actor]] = field(default_factory=list)
    joins: list[tuple[UUID, str]] = field(default_factory=list)
    guests: list[Actor] = field(default_factory=list)
    files: list[RecordingUpload] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.world.memory.least_part = SMALL

    def session(self) -> UUID:
        """A session of the job, mostly the last one, since the others are over."""
        return self.random.choice([uuid4(), *self.sessions[-2:], *self.sessions[-1:] * 6])

    def ask(self, who: Actor) -> None:
        seat = calls.ask(self.world.kit, who, self.job, id=uuid4())
        if (id := UUID(seat.session["id"])) not in self.sessions:
            self.sessions.append(id)

    def say(self, who: Actor) -> None:
        text = self.random.choice(WORDS)
        chat.say(self.world.kit, who, self.job, self.session(), id=uuid4(), text=text)

    def request_still(self, who: Actor) -> None:
        id = uuid4()
        stills.request(self.world.kit, who, self.job, self.session(), id=id)
        self.stills.append(id)
        self.pending.append(id)

    def answer_still(self, who: Actor) -> None:
        """Answer a still, mostly as somebody on site: the others' pictures are refused."""
        author = self.random.choice([who, self.world.tess, self.world.tess, *self.guests])
        audience = "client" if self.random.random() < 0.7 else "internal"
        id = self.random.choice([uuid4(), *self.pending])
        photo(self.world, author, self.job, id=id, audience=audience)
        self.pending = [other for other in self.pending if other != id]
        self.pictures.append(id)

    def miss_still(self, _who: Actor) -> None:
        stills.miss(self.world.kit, self.random.choice([uuid4(), *self.stills[-3:]]))

    def draw(self, who: Actor) -> None:
        """Draw, mostly as somebody at the desk, on one of the last pictures."""
        session, kind = self.session(), self.random.choice(list(POINTS))
        author = self.random.choice([who, self.world.ada, self.world.dan, self.world.eva])
        picture = self.random.choice([uuid4(), *self.pictures[-3:], *self.pictures])
        text = self.random.choice(WORDS) if POINTS[kind] == 1 else ""
        points = [[self.random.randint(0, 10_000) for _ in "xy"] for _ in range(POINTS[kind])]
        fields = {"kind": kind, "points": points, "text": text}
        mark = draw(self.world, self.job, session, picture, author, **fields)
        self.marks.append((UUID(mark["id"]), session, author))

    def undo(self, who: Actor) -> None:
        """Undo a mark, mostly one's own."""
        nobodys = (uuid4(), self.session(), who)
        id, session, author = self.random.choice([nobodys, *self.marks[-5:]])
        by = self.random.choice([who, author, author])
        marks.undo(self.world.kit, by, self.job, session, id)

    def measure(self, who: Actor) -> None:
        path = self.random.choice(["direct", "relay", "node_relay"])
        quality = {"path": path, "rtt_ms": self.random.random() * 300, "gaps": 1}
        report.note_quality(self.world.kit, who, self.job, self.session(), quality=quality)

    def record(self, who: Actor) -> None:
        """Ask for a recording, mostly as a participant; all the others often consent at once."""
        session = self.session()
        seated = self._seated(session)
        asks = self.random.choice([who, *(each for each in seated if each.role in DESK)])
        consent.ask(self.world.kit, asks, self.job, session, id=uuid4())
        for other in seated if self.random.random() < 0.8 else ():
            consent.answer(self.world.kit, other, self.job, session, given=True)

    def _seated(self, session: UUID) -> list[Actor]:
        shown = attendance.for_node(self.world.kit, session).participants
        ids = {seat["person_id"] for seat in shown if seat["left_at"] is None}
        return [who for who in (*self.world.everyone, *self.guests) if who.id in ids]

    def answer_recording(self, who: Actor) -> None:
        agrees = self.random.random() < 0.7
        consent.answer(self.world.kit, who, self.job, self.session(), given=agrees)

    def film(self, _who: Actor) -> None:
        """Keep a file of one participant, as a media node would send it."""
        session = attendance.for_node(self.world.kit, self.session()).session
        seat = self.random.choice(session["participants"])
        recording = UUID((session["recording"] or {"id": uuid4().hex})["id"])
        file = RecordingUpload(self.world, recording, UUID(seat["id"])).begin()
        self.files.append(file.put(b"picture ", b"and sound"))

    def end_file(self, _who: Actor) -> None:
        missing = [Missing(self.random.random() * 60, 1.5, "nobody_there")]
        file = self.random.choice([*self.files, self._unknown()])
        file.complete(*missing[: self.random.randint(0, 1)])

    def verify(self, _who: Actor) -> None:
        file = self.random.choice([*self.files, self._unknown()])
        if verification.item_to_verify(self.world.kit, file.id) is None:
            raise not_found("file")
        content = self.random.choice([b"picture and sound", b"something else"])
        verification.keep(self.world.kit, file.id, sha256=sha256(content), size=17)

    def _unknown(self) -> RecordingUpload:
        return RecordingUpload(self.world, uuid4(), uuid4())

    def interrupt(self, _who: Actor) -> None:
        session = attendance.for_node(self.world.kit, self.session()).session
        seat = UUID(self.random.choice(session["participants"])["id"])
        gaps.note_interruption(
            self.world.kit,
            MEDIA,
            UUID(session["id"]),
            id=uuid4(),
            participant=seat,
            at=self.world.clock.at,
            seconds=self.random.random() * 30,
            reason="network",
        )

    def invite(self, who: Actor) -> None:
        end, name = self.world.clock.at + timedelta(days=6), self.random.choice(WORDS)
        link = join_links.create(
            self.world.kit, who, self.job, id=uuid4(), name=name, expires_at=end
        )
        self.joins.append((UUID(link["id"]), link["url"].rsplit("/", 1)[1]))

    def take_join(self, _who: Actor) -> None:
        token = self.random.choice([token for _id, token in self.joins] or ["nobody's"])
        signed_in = join_links.take(self.world.kit, token, name="Gus", kind="bearer")
        self.guests.append(actor_for(signed_in.person, signed_in.login))

    def revoke_join(self, who: Actor) -> None:
        id = self.random.choice([id for id, _token in self.joins] or [uuid4()])
        join_links.revoke(self.world.kit, who, self.job, id)


STEPS: dict[str, Callable[[Talk, Actor], object]] = {
    "ask": Talk.ask,
    "claim": lambda t, who: calls.claim(t.world.kit, who, t.job, t.session()),
    "join": lambda t, who: calls.join(t.world.kit, who, t.job, t.session()),
    "leave": lambda t, who: calls.leave(t.world.kit, who, t.job, t.session()),
    "end": lambda t, who: calls.end(t.world.kit, who, t.job, t.session()),
    "abandon": lambda t, _who: ending.end_abandoned(t.world.kit, ending.abandoned(t.world.kit)),
    "say": Talk.say,
    "still": Talk.request_still,
    "answer": Talk.answer_still,
    "miss": Talk.miss_still,
    "draw": Talk.draw,
    "undo mark": Talk.undo,
    "measure": Talk.measure,
    "report": lambda t, _who: report.write_report(t.world.kit, t.session()),
    "record": Talk.record,
    "consent": Talk.answer_recording,
    "stop recording": lambda t, who: consent.stop(t.world.kit, who, t.job, t.session()),
    "film": Talk.film,
    "end file": Talk.end_file,
    "sweep files": lambda t, _who: sweep.sweep_recordings(t.world.kit, older_than=timedelta()),
    "verify": Talk.verify,
    "interrupt": Talk.interrupt,
    "invite": Talk.invite,
    "take": Talk.take_join,
    "disinvite": Talk.revoke_join,
}
