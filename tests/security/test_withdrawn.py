"""What was withdrawn reaches nobody outside the firm any more, by whatever path she asks, and the
chain that she gets is whole."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text

from smarthands import events
from smarthands.actor import Actor
from smarthands.errors import Code
from smarthands.evidence import annotations, reading
from smarthands.jobs import document, listing, shares
from smarthands.model import Event
from smarthands.recordings import playback
from smarthands.sessions import calls, report, stills
from storage.migrating import migrate
from tests.access.scene import rendered_photo
from tests.builders.earlier import downgrade, forget_logins
from tests.builders.job_document import apply
from tests.builders.jobs import note, open_job, photo
from tests.builders.marks import drawn_mark, frozen_photo, undo
from tests.builders.recordings import recorded_file
from tests.builders.sessions import guest, live_session
from tests.builders.site import share_link
from tests.builders.world import World, code_of

SECRET = "badge 4711"


class Scene:
    """A job in whose evidence and marks the secret stands, followed by three readers from
    outside."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world, self.job = world, open_job(world, world.tess)
        gus = guest(world, self.job)
        token, _id = share_link(world, self.job)
        holder = shares.actor_for_share(world.kit, token)
        self.outsiders = {"Cleo": world.cleo, "Gus": gus, "Holder": holder}
        self.session = live_session(world, self.job)
        self.held: list[tuple[Actor, dict[str, Any]]] = []
        self.watch()
        self.items = list(self._evidence(folder))
        self.recorded = recorded_file(world, self.job, self.session)

    def _evidence(self, folder: Path) -> Any:
        w = self.world
        yield note(w, w.tess, self.job, f"at the gate: {SECRET}")
        self.watch()
        captioned = photo(w, w.tess, self.job, caption="gate")
        yield captioned
        annotations.describe(w.kit, w.tess, self.job, captioned, caption=SECRET)
        self.watch()
        yield rendered_photo(w, self.job, folder)
        drawn = frozen_photo(w, self.job, caption=SECRET)
        yield drawn
        where: dict[str, Any] = {"kind": "text", "points": [[4711, 4711]], "text": SECRET}
        drawn_mark(w, self.job, self.session, drawn, **where)
        self.watch()
        undo(w, self.job, self.session, drawn_mark(w, self.job, self.session, drawn, **where))
        still = requested_still(self)
        yield photo(w, w.tess, self.job, id=still, caption=SECRET)

    def watch(self) -> None:
        """Each reader's page has the document as it is now."""
        for who in self.outsiders.values():
            self.held.append((who, document.document(self.world.kit, who, self.job)))

    def withdraw(self) -> None:
        for item in self.items:
            annotations.withdraw(self.world.kit, self.world.eva, self.job, item, reason="a slip")

    def events(self, who: Actor, after: int = 0) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = document.job_events(
            self.world.kit, who, self.job, after=after
        )["items"]
        return items


@pytest.fixture
def scene(world: World, tmp_path: Path) -> Scene:
    return Scene(world, tmp_path)


def requested_still(scene: Scene) -> UUID:
    w, id = scene.world, uuid4()
    stills.request(w.kit, w.eva, scene.job, scene.session, id=id)
    return id


def pushed(scene: Scene, who: Actor) -> list[dict[str, Any]]:
    """The events as the push of another process would read and send them now."""
    with scene.world.kit.reading() as db:
        rows = db.scalars(select(Event).where(Event.stream == f"job/{scene.job}"))
        return [events.wire(event, who.audiences) for event in rows]


READ: dict[str, Callable[[Scene, Actor], object]] = {
    "document": lambda s, who: document.document(s.world.kit, who, s.job),
    "events": Scene.events,
    "chapters": lambda s, who: playback.chapters(s.world.kit, who, s.job, s.recorded),
    "list": lambda s, who: listing.list_jobs(s.world.kit, who, listing.JobFilter()).items,
    "pushed": pushed,
}


@pytest.mark.parametrize("path", READ)
@pytest.mark.parametrize("name", ["Cleo", "Gus", "Holder"])
def test_no_path_has_the_words_of_what_was_withdrawn(scene: Scene, name: str, path: str) -> None:
    who, read = scene.outsiders[name], READ[path]
    before = json.dumps(read(scene, who))
    scene.withdraw()
    after = json.dumps(read(scene, who))
    assert (SECRET in before) == (path in {"document", "events", "pushed"})
    assert SECRET not in after
    assert "[4711, 4711]" not in after


@pytest.mark.parametrize("name", ["Cleo", "Gus", "Holder"])
def test_the_chain_is_whole_for_every_reader_and_tells_of_the_withdrawal(
    scene: Scene, name: str
) -> None:
    scene.withdraw()
    chain = scene.events(scene.outsiders[name])
    assert events.verify(chain) is None
    told = [e["body"]["subject"]["id"] for e in chain if "body" in e and is_withdrawal(e)]
    assert told == [str(item) for item in scene.items]
    for event in chain:
        if "body" in event and not is_withdrawal(event):
            assert UUID(event["body"]["subject"]["id"]) not in scene.items or (
                event["body"]["subject"]["type"] == "still"
            )


def is_withdrawal(event: dict[str, Any]) -> bool:
    return bool(event["body"]["kind"] == "evidence.withdrawn")


def test_a_page_of_any_age_that_catches_up_equals_a_fresh_one(scene: Scene) -> None:
    scene.watch()
    scene.withdraw()
    for who, held in scene.held:
        for event in scene.events(who, after=held["seq"]):
            held = apply(held, event)
            assert all("kind" in item for item in held["evidence"].values())
            assert all("evidence_id" in mark for mark in held["marks"].values())
        assert held == document.document(scene.world.kit, who, scene.job), who.name


def test_the_team_finds_the_words_in_the_events(scene: Scene) -> None:
    scene.withdraw()
    for who in (scene.world.tess, scene.world.dan):
        chain = scene.events(who)
        assert events.verify(chain) is None
        assert all("body" in event for event in chain)
        assert SECRET in json.dumps(chain)
        assert SECRET not in json.dumps(document.document(scene.world.kit, who, scene.job))


def test_files_of_withdrawn_items_have_no_address_for_readers_from_outside(scene: Scene) -> None:
    rendered, kit, job = scene.items[2], scene.world.kit, scene.job
    scene.items.append(scene.recorded)
    scene.withdraw()
    for who in scene.outsiders.values():
        assert code_of(reading.picture_url, kit, who, job, rendered, "small") == Code.NOT_FOUND
        assert code_of(playback.recording_url, kit, who, job, scene.recorded) == Code.NOT_FOUND
        assert code_of(playback.chapters, kit, who, job, scene.recorded) == Code.NOT_FOUND
    assert reading.picture_url(kit, scene.world.tess, job, rendered, "small")


def test_stills_and_marks_are_counted_as_far_as_a_client_sees_them(scene: Scene) -> None:
    w, job, session = scene.world, scene.job, scene.session
    internal, seen = requested_still(scene), requested_still(scene)
    photo(w, w.tess, job, id=internal, audience="internal")
    photo(w, w.tess, job, id=seen)
    drawn_mark(w, job, session, seen)
    drawn_mark(w, job, session, internal)
    kinds = {
        who.name: [
            each["id"]
            for each in playback.chapters(w.kit, who, job, scene.recorded)
            if each["kind"] in {"still", "marks"}
        ]
        for who in (w.cleo, w.tess)
    }
    assert str(internal) not in kinds["Cleo"]
    scene.withdraw()
    calls.end(w.kit, w.eva, job, session)
    report.write_report(w.kit, session)
    shown = document.document(w.kit, w.cleo, job)["sessions"][str(session)]["report"]
    assert (shown["stills"], shown["marks"]) == (1, 1)


def test_what_an_earlier_version_withdrew_is_withheld_by_the_migration(scene: Scene) -> None:
    scene.withdraw()
    internal = note(scene.world, scene.world.tess, scene.job, "for us", audience="internal")
    engine, kit = scene.world.engine, scene.world.kit
    forget_logins(engine)
    downgrade(engine, "0007")
    assert SECRET in json.dumps(scene.events(scene.world.cleo))
    migrate(engine)
    for who in scene.outsiders.values():
        chain = scene.events(who)
        assert SECRET not in json.dumps(chain)
        assert events.verify(chain) is None
        assert sum("body" in event and is_withdrawal(event) for event in chain) == len(scene.items)
    assert str(internal) not in json.dumps(document.document(kit, scene.world.cleo, scene.job))
    with engine.connect() as db:
        assert db.execute(text("SELECT count(*) FROM events WHERE body IS NULL")).scalar() == 0


def test_a_withdrawal_touches_no_other_item(scene: Scene) -> None:
    other = note(scene.world, scene.world.tess, scene.job, f"see {scene.items[0]} and {uuid4()}")
    scene.withdraw()
    bodies = [e["body"] for e in scene.events(scene.world.cleo) if "body" in e]
    assert str(other) in [body["subject"]["id"] for body in bodies]
