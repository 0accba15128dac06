"""A random walk over one job, in which one of the named people at a time does something."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID, uuid4

from smarthands.actor import Actor
from smarthands.errors import Problem
from smarthands.evidence import annotations, late, notes, renditions
from smarthands.evidence.capture import Capture, Label
from smarthands.evidence.renditions import PhotoResult, PictureFile
from smarthands.jobs import document, jobs, late_statements, progress, shares
from smarthands.jobs.statements import tell
from smarthands.jobs.steps import StepWords
from smarthands.model.statement import StatedVerb
from tests.builders import steps
from tests.builders.jobs import note, photo
from tests.builders.people import BERLIN, FRANKFURT, ROUTER, SWITCH
from tests.builders.steps import told
from tests.builders.world import World
from tests.domain import talk

TRIES = 8
SOURCES = (None, "freeze")
WORDS = ("no link", "Lüfter defekt", "🔧 done", "", 'quote " and \\', "line\nbreak")


@dataclass
class Walk:
    """A walk over one job. `taken` names the steps that were not refused."""

    world: World
    job: UUID
    random: Random
    folder: Path
    items: list[UUID] = field(default_factory=list)
    late_items: list[UUID] = field(default_factory=list)
    shares: list[UUID] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.talk = talk.Talk(self.world, self.job, self.random)

    def step(self) -> None:
        """Take one step as one person; when she is refused, others try for a while."""
        self.world.clock.pass_by(seconds=self.random.random() * 300)
        for _ in range(TRIES):
            [name] = self.random.choices(NAMES, WEIGHTS)
            who = self.random.choice([*self.world.everyone, *self.talk.guests])
            try:
                STEPS[name](self, who)
            except Problem:
                continue
            self.taken.append(name)
            return

    def words(self) -> str:
        return self.random.choice(WORDS)

    def item(self) -> UUID:
        return self.random.choice([*self.items, uuid4()])

    def label(self) -> dict[str, Any]:
        return {
            "audience": self.random.choice(["client", "internal"]),
            "phase": self.random.choice([None, "before", "during", "after"]),
            "caption": self.words(),
        }

    def edit(self, who: Actor) -> None:
        choices: list[dict[str, Any]] = [
            {"title": self.words(), "priority": self.random.randint(1, 4)},
            {"site_id": self.random.choice([FRANKFURT, BERLIN])},
            {"asset_ids": self.random.choice([[], [SWITCH], [ROUTER, SWITCH]])},
            {"arrive_by": self.random.choice([None, self.world.clock.at])},
            {"reference": self.words(), "description": self.words()},
        ]
        jobs.edit(self.world.kit, who, self.job, **self.random.choice(choices))

    def assign(self, who: Actor) -> None:
        crew = [self.world.tess, self.world.theo, self.world.mallory]
        chosen = self.random.sample(crew, self.random.randint(0, 3))
        ids = [person.person_id for person in chosen]
        progress.assign(self.world.kit, who, self.job, technician_ids=ids)

    def photograph(self, who: Actor) -> None:
        id = photo(self.world, who, self.job, source=self.random.choice(SOURCES), **self.label())
        self.items.append(id)
        self.talk.pictures.append(id)

    def write(self, who: Actor) -> None:
        self.items.append(note(self.world, who, self.job, self.words(), **self.label()))

    def describe(self, who: Actor) -> None:
        phase = self.random.choice([None, "after"])
        annotations.describe(
            self.world.kit, who, self.job, self.item(), caption=self.words(), phase=phase
        )

    def render(self, _who: Actor) -> None:
        item = renditions.item_to_render(self.world.kit, self.item())
        if item is None or item.kind == "note":
            return
        if self.random.random() < 0.3:
            renditions.keep_problem(self.world.kit, item, "not_a_picture")
            return
        picture = self.folder / "picture.jpg"
        picture.write_bytes(b"\xff\xd8\xff")
        pictures = {
            "small": PictureFile(picture, 320, 240),
            "large": PictureFile(picture, 1600, 1200),
        }
        damaged = self.random.random() < 0.3
        result = PhotoResult(4032, 3024, "image/heic", damaged, pictures, device="phone")
        renditions.keep(self.world.kit, item, result)

    def tell(self, who: Actor) -> None:
        """Tell of a step that was taken up to two days ago, upon some state of the job."""
        verb = self.random.choice(list(StatedVerb))
        words = StepWords(reason=self.words(), fault=self.words(), work=self.words())
        tell(self.world.kit, who, self.job, verb, words, told(self.world, **self.late()))

    def write_late(self, who: Actor) -> None:
        label, late = Label(audience=self.random.choice(["client", "internal"])), self.late()
        capture = Capture(self.world.clock.at, self.world.clock.at, seen=late["seen"])
        id = uuid4()
        added = notes.add_note(
            self.world.kit, who, self.job, id=id, text=self.words(), capture=capture, label=label
        )
        self.items.append(id)
        if added["late"]:
            self.late_items.append(id)

    def accept(self, who: Actor) -> None:
        if self.late_items:
            id = self.random.choice(self.late_items)
            late.accept(self.world.kit, who, self.job, id)

    def late(self) -> dict[str, Any]:
        seq = document.document(self.world.kit, self.world.dan, self.job)["seq"]
        ago = timedelta(hours=self.random.random() * 48)
        return {"ago": ago, "seen": self.random.randint(0, seq)}

    def decide(self, who: Actor) -> None:
        told = document.document(self.world.kit, self.world.dan, self.job)["statements"]
        waiting = [id for id, each in told.items() if each["state"] == "waiting"]
        if not waiting:
            return
        id = UUID(self.random.choice(waiting))
        if self.random.random() < 0.5:
            late_statements.accept(self.world.kit, who, self.job, id)
        else:
            late_statements.refuse(self.world.kit, who, self.job, id, reason=self.words())

    def share(self, who: Actor) -> None:
        id, end = uuid4(), self.world.clock.at + timedelta(days=1)
        shares.create(self.world.kit, who, self.job, id=id, label=self.words(), expires_at=end)
        self.shares.append(id)

    def unshare(self, who: Actor) -> None:
        if self.shares:
            shares.revoke(self.world.kit, who, self.job, self.random.choice(self.shares))


def _talk(step: Callable[[talk.Talk, Actor], object]) -> Callable[[Walk, Actor], object]:
    return lambda walk, who: step(walk.talk, who)


STEPS: dict[str, Callable[[Walk, Actor], object]] = {
    "open": lambda w, who: progress.open_requested(w.world.kit, who, w.job),
    "assign": Walk.assign,
    "acknowledge": lambda w, who: steps.acknowledge(w.world.kit, who, w.job),
    "arrive": lambda w, who: steps.arrive(w.world.kit, who, w.job),
    "hold": lambda w, who: steps.hold(w.world.kit, who, w.job, reason=w.words()),
    "resume": lambda w, who: steps.resume(w.world.kit, who, w.job),
    "complete": lambda w, who: steps.complete(
        w.world.kit, who, w.job, fault=w.words(), work=w.words()
    ),
    "reopen": lambda w, who: progress.reopen(w.world.kit, who, w.job, reason=w.words()),
    "cancel": lambda w, who: progress.cancel(w.world.kit, who, w.job, reason=w.words()),
    "edit": Walk.edit,
    "photo": Walk.photograph,
    "note": Walk.write,
    "describe": Walk.describe,
    "withdraw": lambda w, who: annotations.withdraw(
        w.world.kit, who, w.job, w.item(), reason=w.words()
    ),
    "render": Walk.render,
    "tell": Walk.tell,
    "decide": Walk.decide,
    "write late": Walk.write_late,
    "accept": Walk.accept,
    "share": Walk.share,
    "revoke": Walk.unshare,
} | {name: _talk(step) for name, step in talk.STEPS.items()}
NAMES = sorted(STEPS)
# A step that ends something is rare, since little can follow it. A step that is often refused,
# since only some people may take it at some times, is tried often.
RARELY = {
    "cancel": 0.15,
    "complete": 0.5,
    "end": 0.2,
    "leave": 0.4,
    "abandon": 0.2,
    "report": 0.4,
} | {
    "stop recording": 0.5,
    "sweep files": 0.2,
}
OFTEN = dict.fromkeys(
    (
        *("open", "acknowledge", "arrive", "ask", "claim", "join", "say", "still"),
        *("record", "film", "end file", "verify", "draw"),
    ),
    4.0,
) | dict.fromkeys(("tell", "decide", "write late", "accept"), 2.0)
WEIGHTS = [(RARELY | OFTEN).get(name, 1.0) for name in NAMES]
