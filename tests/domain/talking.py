"""The part of a random walk that is about sessions, stills and guests; see walking.py."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from uuid import UUID, uuid4

from smarthands import assistance, guidance, joining, reporting
from smarthands.actor import Actor
from smarthands.doors import actor_for
from tests.builders.jobs import photo
from tests.builders.world import World

WORDS = ("left PSU", "Lüfter?", "🔧", "<b>", 'quote " and \\', "line\nbreak")
KINDS = {
    *("session.asked", "session.claimed", "session.joined", "session.left", "session.ended"),
    *("session.reported", "message.said", "still.requested", "still.taken", "still.missed"),
    *("join.created", "join.taken", "join.revoked"),
}
"""What a walk that is long enough records."""


@dataclass
class Talk:
    """What has been begun on one job. `wanted` are the stills that no photo has answered; `guests`
    came by links of the walk, and may be out again."""

    world: World
    job: UUID
    random: Random
    sessions: list[UUID] = field(default_factory=list)
    stills: list[UUID] = field(default_factory=list)
    wanted: list[UUID] = field(default_factory=list)
    joins: list[tuple[UUID, str]] = field(default_factory=list)
    guests: list[Actor] = field(default_factory=list)

    def session(self) -> UUID:
        """Mostly the last one, since the others are over."""
        return self.random.choice([uuid4(), *self.sessions[-2:], *self.sessions[-1:] * 6])

    def ask(self, who: Actor) -> None:
        seat = assistance.ask(self.world.kit, who, self.job, id=uuid4())
        if (id := UUID(seat.session["id"])) not in self.sessions:
            self.sessions.append(id)

    def say(self, who: Actor) -> None:
        text = self.random.choice(WORDS)
        guidance.say(self.world.kit, who, self.job, self.session(), id=uuid4(), text=text)

    def request_still(self, who: Actor) -> None:
        id = uuid4()
        guidance.request_still(self.world.kit, who, self.job, self.session(), id=id)
        self.stills.append(id)
        self.wanted.append(id)

    def answer_still(self, who: Actor) -> None:
        audience = "client" if self.random.random() < 0.7 else "internal"
        id = self.random.choice([uuid4(), *self.wanted])
        photo(self.world, who, self.job, id=id, audience=audience)
        self.wanted = [other for other in self.wanted if other != id]

    def miss_still(self, _who: Actor) -> None:
        guidance.miss_still(self.world.kit, self.random.choice([uuid4(), *self.stills[-3:]]))

    def measure(self, who: Actor) -> None:
        path = self.random.choice(["direct", "relay"])
        quality = {"path": path, "rtt_ms": self.random.random() * 300, "gaps": 1}
        reporting.note_quality(self.world.kit, who, self.job, self.session(), quality=quality)

    def invite(self, who: Actor) -> None:
        end, name = self.world.clock.at + timedelta(days=30), self.random.choice(WORDS)
        made = joining.create(self.world.kit, who, self.job, id=uuid4(), name=name, expires_at=end)
        self.joins.append((UUID(made["id"]), made["url"].rsplit("/", 1)[1]))

    def take_join(self, _who: Actor) -> None:
        token = self.random.choice([token for _id, token in self.joins] or ["nobody's"])
        signed_in = joining.take(self.world.kit, token, name="Gus", kind="bearer")
        self.guests.append(actor_for(signed_in.person, signed_in.login))

    def revoke_join(self, who: Actor) -> None:
        id = self.random.choice([id for id, _token in self.joins] or [uuid4()])
        joining.revoke(self.world.kit, who, self.job, id)


STEPS: dict[str, Callable[[Talk, Actor], object]] = {
    "ask": Talk.ask,
    "claim": lambda t, who: assistance.claim(t.world.kit, who, t.job, t.session()),
    "join": lambda t, who: assistance.join(t.world.kit, who, t.job, t.session()),
    "leave": lambda t, who: assistance.leave(t.world.kit, who, t.job, t.session()),
    "end": lambda t, who: assistance.end(t.world.kit, who, t.job, t.session()),
    "abandon": lambda t, _who: assistance.end_abandoned(
        t.world.kit, assistance.abandoned(t.world.kit)
    ),
    "say": Talk.say,
    "still": Talk.request_still,
    "answer": Talk.answer_still,
    "miss": Talk.miss_still,
    "measure": Talk.measure,
    "report": lambda t, _who: reporting.report(t.world.kit, t.session()),
    "invite": Talk.invite,
    "take": Talk.take_join,
    "disinvite": Talk.revoke_join,
}
