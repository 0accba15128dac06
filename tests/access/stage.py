"""What stands ready when test_routes.py asks for each address, and the bodies it sends."""

import shutil
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from smarthands import deliveries, renditions, sharing
from smarthands.model import EvidenceItem
from smarthands.renditions import Developed, Picture
from tests.builders.jobs import File, job_in, note, photo, request
from tests.builders.people import FRANKFURT, NORTHWIND, SWITCH, named
from tests.builders.site import link, login, token_in, upload
from tests.builders.site import note as note_body
from tests.builders.world import World

STATES = ("requested", "assigned", "on_hold", "completed")
LATE = File(b"\xff\xd8\xff bytes that were put, but not sealed")


@dataclass(frozen=True)
class Stage:
    """A database with one of everything, to be copied before each request that changes it."""

    file: Path
    world: World
    names: dict[str, str]
    logins: dict[str, str]

    def set_up(self, database: Path) -> World:
        self.world.engine.dispose()
        for left in database.parent.iterdir():
            left.unlink()
        shutil.copy(self.file, database)
        return self.world


def make_stage(world: World, database: Path, file: Path) -> Stage:
    names = {state: str(job_in(world, state)) for state in STATES}
    job_id = UUID(names["assigned"])
    names |= _evidence(world, job_id, file.parent) | _share(world, job_id)
    names |= {
        "theo": str(named("Theo")),
        "northwind": str(NORTHWIND),
        "frankfurt": str(FRANKFURT),
        "switch": str(SWITCH),
        "link": token_in(link(world, "Tess").url),
    }
    deliveries.beat(world.kit, "worker/1")
    people = ("Ada", "Dan", "Eva", "Tess", "Mallory", "Cleo", "Malcolm")
    logins = {name: login(world, name) for name in people}
    world.engine.dispose()
    shutil.copy(database, file)
    return Stage(file, world, names, logins)


def _evidence(world: World, job_id: UUID, folder: Path) -> dict[str, str]:
    sealed = photo(world, world.tess, job_id)
    with world.kit.reading() as db:
        item = db.get_one(EvidenceItem, sealed)
    picture = Picture(folder / "picture", 320, 240)
    picture.path.write_bytes(b"a smaller picture")
    both = {"small": picture, "large": replace(picture, width=1600, height=1200)}
    renditions.keep(world.kit, item, Developed(1600, 1200, "image/jpeg", False, both))
    pending = uuid4()
    put = request(world, world.tess, job_id, pending, LATE).put
    assert put is not None
    assert world.memory.upload(put["url"], LATE.content, LATE.media_type) == 200
    internal = note(world, world.dan, job_id, "they pay late", audience="internal")
    return {"photo": str(sealed), "pending": str(pending), "internal": str(internal)}


def _share(world: World, job_id: UUID) -> dict[str, str]:
    end = world.clock.at + timedelta(days=7)
    made = sharing.create(world.kit, world.dan, job_id, id=uuid4(), label="Cleo", expires_at=end)
    return {"share": made["id"], "token": token_in(made["url"])}


def bodies(stage: Stage) -> dict[str, Any]:
    """A valid body for each line that takes one, under the line's own name."""
    job = "/api/jobs/{assigned}"
    tess, theo = str(named("Tess")), str(named("Theo"))
    reason = {"reason": "no access"}
    return {
        "POST /api/logins": {"link": stage.names["link"], "bearer": True},
        "PUT /api/logins/current/password": {"password": "correct horse battery"},
        "POST /api/people": {
            "id": str(uuid4()),
            "name": "Noor",
            "email": "noor@firm.test",
            "role": "technician",
        },
        "PATCH /api/people/{theo}": {"name": "Theodor"},
        "POST /api/organizations": {"id": str(uuid4()), "name": "Eastwind"},
        "PATCH /api/organizations/{northwind}": {"contact": "Cleo, +49 69 99"},
        "POST /api/sites": {
            "id": str(uuid4()),
            "organization_id": str(NORTHWIND),
            "name": "Bonn",
        },
        "POST /api/sites/import": {"organization_id": str(NORTHWIND), "csv": "name\nBonn\n"},
        "PATCH /api/sites/{frankfurt}": {"name": "Frankfurt 3"},
        "POST /api/assets": {"id": str(uuid4()), "site_id": str(FRANKFURT), "tag": "UPS-1"},
        "POST /api/assets/import": {"site_id": str(FRANKFURT), "csv": "tag\nUPS-1\n"},
        "PATCH /api/assets/{switch}": {"rack": "R4"},
        "POST /api/jobs": {"id": str(uuid4()), "title": "Fan loud", "site_id": str(FRANKFURT)},
        f"PATCH {job}": {"title": "Fan very loud"},
        "PATCH /api/jobs/{requested}": {"title": "Fan very loud"},
        "POST /api/jobs/{requested}/open": {},
        f"POST {job}/assign": {"technician_ids": [tess, theo]},
        f"POST {job}/acknowledge": {},
        f"POST {job}/arrive": {},
        f"POST {job}/hold": reason,
        "POST /api/jobs/{on_hold}/resume": {},
        f"POST {job}/complete": {"fault": "dust", "work": "cleaned"},
        "POST /api/jobs/{completed}/reopen": reason,
        f"POST {job}/cancel": reason,
        "POST /api/jobs/{requested}/cancel": reason,
        f"POST {job}/uploads": upload(stage.world, b"other bytes"),
        f"POST {job}/evidence/{{pending}}/seal": {},
        f"POST {job}/notes": note_body(stage.world),
        f"PATCH {job}/evidence/{{photo}}": {"caption": "left fan"},
        f"PATCH {job}/evidence/{{internal}}": {"caption": "really"},
        f"POST {job}/evidence/{{photo}}/withdraw": reason,
        f"POST {job}/shares": {
            "id": str(uuid4()),
            "label": "Cleo's boss",
            "expires_at": (stage.world.clock.at + timedelta(days=1)).isoformat(),
        },
        f"POST {job}/shares/{{share}}/revoke": {},
    }
