"""The rows that stand ready when test_routes.py requests each address; bodies.py has its bodies."""

import shutil
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy import Engine

from smarthands.actor import Actor
from smarthands.evidence import notes, renditions
from smarthands.evidence.capture import Capture, Label
from smarthands.evidence.renditions import PhotoResult, PictureFile, SoundResult
from smarthands.jobs import progress, shares
from smarthands.jobs.statements import tell
from smarthands.model import EvidenceItem
from smarthands.model.statement import StatedVerb
from smarthands.people import join_links
from smarthands.people.logins import own
from smarthands.people.second_factors import begin_app
from smarthands.people.sign_in import SignedIn, actor_for
from smarthands.sessions import calls, stills
from smarthands.upkeep import deliveries
from tests.builders.jobs import ATTACHED, SPOKEN, File, job_in, note, open_job, photo, request
from tests.builders.marks import drawn_mark, frozen_photo
from tests.builders.people import FRANKFURT, NORTHWIND, SWITCH, named
from tests.builders.recordings import recorded_file, start_recording
from tests.builders.sessions import join_login, live_session, ringing_session, token_of_join
from tests.builders.site import link, login, token_in
from tests.builders.steps import told
from tests.builders.world import World, make_world

STATES = ("requested", "assigned", "on_hold", "completed")
CALLS = ("rung", "called", "live")
PEOPLE = ("Ada", "Dan", "Eva", "Tess", "Mallory", "Cleo", "Malcolm", "Theo")
LATE = File(b"\xff\xd8\xff bytes that were put, but not sealed")


@dataclass(frozen=True)
class Stage:
    """A database with one of everything, which is copied before each request that changes it.

    `guests` has the logins of Gus by job: a join link is for one job, so that he came by several.
    """

    file: Path
    world: World
    names: dict[str, str]
    logins: dict[str, str]
    guests: dict[str, str]

    def set_up(self, database: Path) -> World:
        self.world.engine.dispose()
        for file in database.parent.iterdir():
            file.unlink()
        shutil.copy(self.file, database)
        return self.world

    def login_of(self, name: str, path: str) -> str | None:
        """The token with which this person requests an address."""
        if name == "Holder":
            return self.names["token"]
        if name != "Gus":
            return self.logins.get(name)
        own = (token for job_id, token in self.guests.items() if job_id in path)
        return next(own, self.guests[self.names["assigned"]])


def stage_in(folder: Path, template: Path, database: Path, engine: Engine) -> Stage:
    """The stage on this engine's database, begun from the template and kept in the folder."""
    empty = Stage(template, make_world(engine), {}, {}, {})
    return make_stage(empty.set_up(database), database, folder / "staged.db")


def make_stage(world: World, database: Path, file: Path) -> Stage:
    names = {state: str(job_in(world, state)) for state in STATES}
    names |= {call: str(open_job(world, world.tess)) for call in CALLS}
    left = {name: _left_job(world, UUID(names[name])) for name in ("assigned", *CALLS)}
    names |= {"left": left["assigned"]} | _late(world, UUID(names["assigned"]))
    guest_logins = {name: join_login(world, UUID(names[name])) for name in ("assigned", *CALLS)}
    job_id = UUID(names["assigned"])
    names |= _evidence(world, job_id, file.parent) | _share(world, job_id)
    names |= {"hers": str(photo(world, _actor(guest_logins["assigned"]), job_id))}
    names |= _recorded_file(world, job_id)
    names |= _sessions(world, names, guest_logins["live"]) | _join(world, job_id)
    names |= {
        "theo": str(named("Theo")),
        "northwind": str(NORTHWIND),
        "frankfurt": str(FRANKFURT),
        "switch": str(SWITCH),
        "link": token_in(link(world, "Tess").url),
    }
    deliveries.beat(world.kit, "worker/1")
    logins = {name: login(world, name) for name in PEOPLE}
    names["login"] = str(own(world.kit, world.tess)[0]["id"])
    names["phone"] = str(uuid4())
    names["app"] = str(begin_app(world.kit, world.tess, name="phone")["id"])
    guests = {names[name]: signed_in.token for name, signed_in in guest_logins.items()}
    world.engine.dispose()
    shutil.copy(database, file)
    return Stage(file, world, names, logins, guests)


def _left_job(world: World, job_id: UUID) -> str:
    """Takes Theo off the job while an upload of his is not sealed yet, whose id is returned."""
    upload = uuid4()
    tess, theo = world.tess.person_id, world.theo.person_id
    progress.assign(world.kit, world.dan, job_id, technician_ids=[tess, theo])
    put = request(world, world.theo, job_id, upload, LATE).put
    assert put is not None
    assert world.memory.upload(put["url"], LATE.content, LATE.media_type) == 200
    progress.assign(world.kit, world.dan, job_id, technician_ids=[tess])
    return str(upload)


def _late(world: World, job_id: UUID) -> dict[str, str]:
    """What Theo writes and tells while he does not know that he was taken off the job."""
    world.clock.pass_by(seconds=1)
    id, capture = uuid4(), Capture(world.clock.at, world.clock.at, seen=1)
    notes.add_note(
        world.kit, world.theo, job_id, id=id, text="dusty", capture=capture, label=Label()
    )
    said = told(world, seen=1)
    assert tell(world.kit, world.theo, job_id, StatedVerb.ARRIVE, told=said).statement
    return {"late": str(id), "statement": str(said.id)}


def _evidence(world: World, job_id: UUID, folder: Path) -> dict[str, str]:
    sealed = photo(world, world.tess, job_id)
    with world.kit.reading() as db:
        item = db.get_one(EvidenceItem, sealed)
    picture = PictureFile(folder / "picture", 320, 240)
    picture.path.write_bytes(b"a smaller picture")
    both = {"small": picture, "large": replace(picture, width=1600, height=1200)}
    renditions.keep(world.kit, item, PhotoResult(1600, 1200, "image/jpeg", False, both))
    pending = uuid4()
    put = request(world, world.tess, job_id, pending, LATE).put
    assert put is not None
    assert world.memory.upload(put["url"], LATE.content, LATE.media_type) == 200
    internal = note(world, world.dan, job_id, "they pay late", audience="internal")
    spoken = str(_voice_note(world, job_id, folder / "sound"))
    ids = {"photo": str(sealed), "pending": str(pending), "internal": str(internal)}
    attached = str(photo(world, world.tess, job_id, ATTACHED))
    return ids | {"spoken": spoken, "attached": attached}


def _voice_note(world: World, job_id: UUID, file: Path) -> UUID:
    item_id = photo(world, world.tess, job_id, SPOKEN)
    item = renditions.item_to_render(world.kit, item_id)
    assert item is not None
    file.write_bytes(b"what can be heard of it")
    renditions.keep_sound(world.kit, item, SoundResult(file, 3.5, "audio/webm"))
    return item_id


def _share(world: World, job_id: UUID) -> dict[str, str]:
    end = world.clock.at + timedelta(days=7)
    share = shares.create(world.kit, world.dan, job_id, id=uuid4(), label="Cleo", expires_at=end)
    return {"share": share["id"], "token": token_in(share["url"])}


def _sessions(world: World, names: dict[str, str], gus: SignedIn) -> dict[str, str]:
    """The ids of three sessions: in one Tess asks for help, in one Eva calls her, and in the third
    the two talk, Eva draws, and Gus is there, too."""
    help_request = ringing_session(world, UUID(names["rung"]))
    call = ringing_session(world, UUID(names["called"]), world.eva)
    session = live_session(world, UUID(names["live"]))
    calls.join(world.kit, _actor(gus), UUID(names["live"]), session)
    recording = str(start_recording(world, UUID(names["live"]), session))
    picture = frozen_photo(world, UUID(names["live"]))
    mark = drawn_mark(world, UUID(names["live"]), session, picture)
    still = uuid4()
    stills.request(world.kit, world.eva, UUID(names["live"]), session, id=still)
    ids = {"session": str(session), "recording": recording, "still": str(still)}
    ids |= {"frozen": str(picture), "mark": str(mark)}
    return {"help": str(help_request), "call": str(call), **ids}


def _recorded_file(world: World, job_id: UUID) -> dict[str, str]:
    """The recorded file of a session that has ended."""
    session = live_session(world, job_id)
    file = recorded_file(world, job_id, session)
    calls.end(world.kit, world.eva, job_id, session)
    return {"recorded": str(file)}


def _join(world: World, job_id: UUID) -> dict[str, str]:
    """A join link that nobody has taken yet."""
    token = token_of_join(world, job_id, name="Gil")
    [link] = [
        join for join in join_links.joins(world.kit, world.dan, job_id) if token in join["url"]
    ]
    return {"join": link["id"], "invitation": token}


def _actor(signed_in: SignedIn) -> Actor:
    return actor_for(signed_in.person, signed_in.login)
