"""The links that a person made and that still open a job: they outlast her own access."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from smarthands.access.people import person_for
from smarthands.access.verbs import Verb
from smarthands.actor import Actor
from smarthands.events import stamp
from smarthands.kit import Kit
from smarthands.link_tokens import LinkKind
from smarthands.model import Job, Join, Share
from smarthands.views.job import job_number
from smarthands.views.values import JsonDict


def links_made(kit: Kit, actor: Actor, person_id: UUID) -> list[JsonDict]:
    """The open shares and join links of a person, the first to end first."""
    with kit.reading() as db:
        person = person_for(db, actor, person_id, to=Verb.KEEP_PEOPLE)
        return sorted(_open(db, person.id, kit.now()), key=lambda link: str(link["expires_at"]))


def _open(db: Session, person_id: UUID, now: datetime) -> Iterator[JsonDict]:
    kinds = ((LinkKind.SHARE, Share, Share.label), (LinkKind.JOIN, Join, Join.name))
    for kind, table, label in kinds:
        query = (
            select(table.id, label, table.expires_at, Job.id, Job.number, Job.title)
            .join(Job, Job.id == table.job_id)
            .where(table.created_by == person_id)
            .where(table.revoked_at.is_(None), table.expires_at > now)
        )
        for id, name, expires_at, job_id, number, title in db.execute(query):
            job = {"id": str(job_id), "number": job_number(number), "title": title}
            yield {
                "kind": kind.value,
                "id": str(id),
                "label": name,
                "expires_at": stamp(expires_at),
                "job": job,
            }
