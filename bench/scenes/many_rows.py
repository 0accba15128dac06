"""The rows of many jobs: people, sites, jobs, photos, and a chain of events."""

import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from smarthands import events
from smarthands.model.job import JobKind, JobState
from smarthands.model.organization import OrganizationKind
from smarthands.model.person import Role

START = datetime(2020, 1, 1, tzinfo=UTC)
CLIENTS, SITES_EACH, TECHNICIANS = 40, 5, 60
FIRST, UNDER_WAY = 1001, 1500
FAULTS = ("no link", "fan alarm", "disk failed", "power supply dead", "label missing")


@dataclass(frozen=True)
class Places:
    sites: list[tuple[UUID, UUID]]
    assets: dict[UUID, UUID]
    dan: UUID
    technicians: list[UUID]
    newest: int


def furniture() -> tuple[list[dict[str, Any]], ...]:
    firm = {"id": uuid4(), "name": "Firm", "kind": OrganizationKind.MSP.value}
    clients = [
        {"id": uuid4(), "name": f"Client {n}", "kind": OrganizationKind.CLIENT.value}
        for n in range(CLIENTS)
    ]
    organizations = [row | {"contact": "", "created_at": START} for row in (firm, *clients)]
    people = [
        person("Dan", Role.DISPATCHER, firm["id"]),
        *(person(f"Tess {n}", Role.TECHNICIAN, firm["id"]) for n in range(TECHNICIANS)),
        person("Cleo", Role.CLIENT, clients[0]["id"]),
    ]
    sites = [
        {
            "id": uuid4(),
            "organization_id": client["id"],
            "name": f"{client['name']}, site {n}",
            "address": "Gate B",
            "time_zone": "Europe/Berlin",
            "access_instructions": "",
            "created_at": START,
        }
        for client in clients
        for n in range(SITES_EACH)
    ]
    assets = [
        {
            "id": uuid4(),
            "site_id": site["id"],
            "tag": f"SW-{n}",
            "serial": f"S{n:08d}",
            "rack": "",
            "unit": "",
            "model": "",
            "created_at": START,
        }
        for n, site in enumerate(sites)
    ]
    return organizations, people, sites, assets


def person(name: str, role: Role, organization: Any) -> dict[str, Any]:
    return {
        "id": uuid4(),
        "organization_id": organization,
        "name": name,
        "email": f"{name.replace(' ', '')}@bench.test".lower(),
        "role": role.value,
        "language": "en",
        "created_at": START,
    }


def job_row(number: int, places: Places, chance: random.Random) -> dict[str, Any]:
    site, organization = chance.choice(places.sites)
    return {
        "id": uuid4(),
        "number": number,
        "reference": f"INC{number:07d}",
        "kind": chance.choice(list(JobKind)).value,
        "priority": chance.randint(1, 4),
        "title": f"Rack {chance.randint(1, 400)}: {chance.choice(FAULTS)}",
        "description": "Seen by monitoring at night. " * 4,
        "state": state(number, places, chance).value,
        "organization_id": organization,
        "site_id": site,
        "requested_by": places.dan,
        "opened_at": START + timedelta(minutes=number),
    }


def state(number: int, places: Places, chance: random.Random) -> JobState:
    """The state of a job by its age: an old job is over, and some never came to work."""
    if number > places.newest - UNDER_WAY:
        return chance.choice(list(JobState))
    return JobState.CANCELED if chance.random() < 0.05 else JobState.COMPLETED


def crew_row(job: dict[str, Any], places: Places, chance: random.Random) -> dict[str, Any]:
    technician = chance.choice(places.technicians)
    return {"job_id": job["id"], "person_id": technician, "position": 0, "name": "Tess"}


def photo_row(job: dict[str, Any], places: Places) -> dict[str, Any]:
    id = uuid4()
    return {
        "id": id,
        "job_id": job["id"],
        "author_id": places.technicians[0],
        "author_name": "Tess",
        "author_role": "technician",
        "kind": "photo",
        "state": "sealed",
        "audience": "client",
        "caption": "",
        "text": "",
        "captured_at": job["opened_at"],
        "received_at": job["opened_at"],
        "clock_off": False,
        "media_type": "image/jpeg",
        "size": 5_000_000,
        "sha256": hashlib.sha256(id.bytes).hexdigest(),
        "object_key": f"jobs/{job['id']}/{id}/original",
        "object_version": "1",
        "width": 4000,
        "height": 3000,
    }


def rendition_row(photo: dict[str, Any]) -> dict[str, Any]:
    return {
        "evidence_id": photo["id"],
        "name": "small",
        "object_key": photo["object_key"].replace("original", "small.jpg"),
        "object_version": "1",
        "width": 320,
        "height": 240,
        "size": 20_000,
        "sha256": photo["sha256"],
        "created_at": photo["received_at"],
    }


def chain(stream: str, length: int) -> Iterator[dict[str, Any]]:
    """Events in the format of smarthands.events, as a busy job would have them."""
    id, previous = stream.partition("/")[2], events.GENESIS
    for seq in range(1, length + 1):
        at = START + timedelta(seconds=seq)
        body = (
            '{"actor":{"id":"dan","kind":"system","name":"Dan"},"audience":"client",'
            f'"details":{{"job":{{"title":"Rack {seq}: no link"}}}},"kind":"job.edited",'
            f'"salt":"{seq:032x}","subject":{{"id":"{id}","type":"job"}}}}'
        )
        digest = hashlib.sha256(body.encode()).hexdigest()
        header = {"stream": stream, "seq": seq, "at": events.stamp(at), "body_digest": digest}
        previous = events.chain_hash(previous, header)
        yield {
            "stream": stream,
            "seq": seq,
            "at": at,
            "kind": "job.edited",
            "audience": "client",
            "body": body,
            "body_digest": digest,
            "hash": previous,
        }
