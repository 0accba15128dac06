"""The rows against which test_matrix.py holds the first table of docs/access.md."""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

from smarthands.actor import Actor
from smarthands.evidence import annotations, renditions
from smarthands.evidence.renditions import PhotoResult, PictureFile
from smarthands.jobs import progress, shares
from smarthands.places import assets
from smarthands.sessions import chat, consent, stills
from tests.builders.jobs import note, open_job, photo
from tests.builders.marks import drawn_mark, frozen_photo
from tests.builders.people import BERLIN, PORTO, SWITCH
from tests.builders.recordings import SMALL, RecordingUpload, ask_to_record, seat_of
from tests.builders.sessions import guest, live_session
from tests.builders.site import share_link
from tests.builders.world import World

BERLIN_ASSET = UUID(int=7)


@dataclass
class Scene:
    """Tess has a job in Frankfurt, Theo one in Berlin, and nobody one in Porto, which Mallory was
    taken off; each job has one of everything.

    A guest and the holder of a share came by links to the job in Frankfurt.
    """

    world: World
    by_link: dict[str, Actor]
    jobs: dict[str, UUID]
    items: dict[str, dict[str, UUID]]

    def actor(self, name: str) -> Actor:
        return self.by_link[name] if name in self.by_link else getattr(self.world, name)


def make_scene(world: World, folder: Path) -> Scene:
    jobs = {
        "Frankfurt": open_job(world, world.tess, asset_ids=[SWITCH]),
        "Berlin": open_job(world, world.theo, site_id=BERLIN),
        "Porto": open_job(world, world.mallory, site_id=PORTO),
    }
    progress.assign(world.kit, world.dan, jobs["Porto"], technician_ids=[])
    assets.add(world.kit, world.dan, id=BERLIN_ASSET, site_id=BERLIN, tag="UPS")
    items = {name: evidence_on(world, job_id, folder) for name, job_id in jobs.items()}
    links = {name: share_link(world, job_id)[0] for name, job_id in jobs.items()}
    guests = {name: guest(world, job_id) for name, job_id in jobs.items()}
    for name, job_id in jobs.items():
        session = live_session(world, job_id, guests[name])
        chat.say(world.kit, world.eva, job_id, session, id=uuid4(), text="left PSU")
        stills.request(world.kit, world.eva, job_id, session, id=uuid4())
        items[name]["recorded"] = recorded_file(world, job_id, session, guests[name])
        for audience in ("client", "internal"):
            picture = frozen_photo(world, job_id, audience=audience)
            items[name][f"{audience} mark"] = drawn_mark(world, job_id, session, picture)
    by_link = {
        "share": shares.actor_for_share(world.kit, links["Frankfurt"]),
        "gus": guests["Frankfurt"],
    }
    return Scene(world, by_link, jobs, items)


def evidence_on(world: World, job_id: UUID, folder: Path) -> dict[str, UUID]:
    items = {
        "client": note(world, world.eva, job_id, audience="client"),
        "internal": note(world, world.eva, job_id, audience="internal"),
        "photo": rendered_photo(world, job_id, folder),
        "withdrawn": rendered_photo(world, job_id, folder),
    }
    annotations.withdraw(world.kit, world.eva, job_id, items["withdrawn"], reason="x")
    return items


def rendered_photo(world: World, job_id: UUID, folder: Path) -> UUID:
    id = photo(world, world.eva, job_id)
    render(world, id, folder)
    return id


def render(world: World, id: UUID, folder: Path) -> None:
    item = renditions.item_to_render(world.kit, id)
    assert item is not None
    (folder / "small").write_bytes(b"picture")
    small = {"small": PictureFile(folder / "small", 320, 240)}
    renditions.keep(world.kit, item, PhotoResult(640, 480, "image/jpeg", False, small))


def recorded_file(world: World, job_id: UUID, session: UUID, gus: Actor) -> UUID:
    world.memory.least_part = SMALL
    recording = ask_to_record(world, job_id, session)
    consent.answer(world.kit, gus, job_id, session, given=True)
    file = RecordingUpload(world, recording, seat_of(world, session, gus)).begin().put(b"picture")
    file.complete()
    return file.id
