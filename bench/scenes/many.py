"""An installation that has been at work for years: many jobs, and one job with a very long
stream."""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, insert

from bench.scenes.many_rows import (
    FIRST,
    Places,
    chain,
    crew_row,
    furniture,
    job_row,
    photo_row,
    rendition_row,
)
from smarthands.actor import Actor
from smarthands.model import (
    Asset,
    EvidenceItem,
    Job,
    JobAsset,
    JobTechnician,
    Organization,
    Person,
    Rendition,
    Site,
)
from smarthands.model.event import Event, Stream
from smarthands.model.person import Role
from smarthands.people.sign_in import actor_for

BATCH = 5000


@dataclass(frozen=True)
class Many:
    """The person who asks, and the job with the long stream; every fourth job shows a photo."""

    dan: Actor
    tess: Actor
    cleo: Actor
    site: UUID
    long: UUID


def fill(engine: Engine, jobs: int, long: int) -> Many:
    """Creates `jobs` jobs, and one of them with `long` events on a true chain."""
    chance = random.Random(1)
    with engine.connect().execution_options(write=True) as db, db.begin():
        organizations, people, sites, assets = furniture()
        for table, rows in (
            (Organization, organizations),
            (Person, people),
            (Site, sites),
            (Asset, assets),
        ):
            add(db, table, rows)
        places = Places(
            sites=[(row["id"], row["organization_id"]) for row in sites],
            assets={row["site_id"]: row["id"] for row in assets},
            dan=people[0]["id"],
            technicians=[row["id"] for row in people if row["role"] == Role.TECHNICIAN],
            newest=FIRST + jobs - 1,
        )
        made = [job_row(number, places, chance) for number in range(FIRST, FIRST + jobs)]
        add(db, Job, made)
        add(
            db,
            JobAsset,
            ({"job_id": j["id"], "asset_id": places.assets[j["site_id"]]} for j in made),
        )
        add(db, JobTechnician, (crew_row(job, places, chance) for job in made))
        photos = [photo_row(job, places) for job in made[::4]]
        add(db, EvidenceItem, photos)
        add(db, Rendition, (rendition_row(photo) for photo in photos))
        add_stream(db, f"job/{made[0]['id']}", long)
    return Many(
        dan=actor_for(Person(**people[0])),
        tess=actor_for(Person(**people[1])),
        cleo=actor_for(Person(**people[-1])),
        site=sites[0]["id"],
        long=made[0]["id"],
    )


def add_stream(db: Connection, stream: str, length: int) -> None:
    """Inserts a stream and its events, on a true chain."""
    chained = list(chain(stream, length))
    add(db, Stream, [{"id": stream, "last_seq": length, "last_hash": chained[-1]["hash"]}])
    add(db, Event, chained)


def add(db: Connection, table: Any, rows: Iterable[dict[str, Any]]) -> None:
    """Inserts the rows in batches."""
    each = iter(rows)
    while batch := list(islice(each, BATCH)):
        db.execute(insert(table), batch)
