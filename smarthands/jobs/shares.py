"""Shares: a link to a job's evidence for someone without an account."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update

from smarthands.access.jobs import job_for
from smarthands.access.organizations import provider
from smarthands.access.verbs import Verb, require
from smarthands.actor import Actor
from smarthands.errors import Code, Problem, conflict, gone, not_found
from smarthands.event_kinds import EventKind
from smarthands.events import Subject, stamp
from smarthands.jobs.document import context, document
from smarthands.kit import Kit, Transaction
from smarthands.link_tokens import LinkKind, digest_of, how_ended, is_open, require_lifetime, url_of
from smarthands.model import Job, Organization, Share
from smarthands.model.evidence import Audience
from smarthands.views.share import share_view
from smarthands.views.values import JsonDict, moment


def create(
    kit: Kit, actor: Actor, job_id: UUID, *, id: UUID, label: str, expires_at: datetime
) -> JsonDict:
    with kit.transaction() as tx:
        job = job_for(tx.db, actor, job_id, to=Verb.SHARE_JOB)
        if share := tx.db.get(Share, id):
            if (share.job_id, share.label, share.expires_at) != (job.id, label, expires_at):
                raise conflict("This id is taken by another share. Use a new one.")
            return listed(kit, share)
        require_lifetime(expires_at, tx.now, days=kit.policy.share_days)
        share = Share(
            id=id,
            job_id=job.id,
            label=label,
            token_digest=digest_of(kit, LinkKind.SHARE, id),
            created_by=actor.person_id,
            created_at=tx.now,
            expires_at=expires_at,
            views=0,
        )
        tx.db.add(share)
        tx.db.flush()
        _record(tx, actor, job, share, EventKind.SHARE_CREATED)
        return listed(kit, share)


def revoke(kit: Kit, actor: Actor, job_id: UUID, share_id: UUID) -> JsonDict:
    """End a share: from this commit on its link opens nothing, pictures included."""
    with kit.transaction() as tx:
        job = job_for(tx.db, actor, job_id, to=Verb.SHARE_JOB)
        share = tx.db.get(Share, share_id)
        if share is None or share.job_id != job.id:
            raise not_found("share")
        if share.revoked_at is None:
            share.revoked_at = tx.now
            _record(tx, actor, job, share, EventKind.SHARE_REVOKED)
        return listed(kit, share)


def shares(kit: Kit, actor: Actor, job_id: UUID) -> list[JsonDict]:
    with kit.reading() as db:
        job = job_for(db, actor, job_id)
        require(actor, Verb.SHARE_JOB, job)
        query = select(Share).where(Share.job_id == job.id).order_by(Share.created_at)
        return [listed(kit, share) for share in db.scalars(query)]


@dataclass(frozen=True, slots=True)
class SharedJob:
    """What a share opens, and the provider's contact to ask about it."""

    share: JsonDict
    contact: JsonDict
    document: JsonDict
    context: JsonDict


def view(kit: Kit, actor: Actor, *, after: str | None = None) -> SharedJob:
    """Everything that the link's page shows; each call for the document's first part counts as one
    view."""
    with kit.transaction() as tx:
        share = tx.db.get_one(Share, UUID(actor.id))
        if after is None:
            viewed = {"views": Share.views + 1, "last_viewed_at": tx.now}
            tx.db.execute(update(Share).where(Share.id == share.id).values(viewed))
        contact = _contact(provider(tx.db))
    job_id = share.job_id
    return SharedJob(
        share={"label": share.label, "expires_at": stamp(share.expires_at)},
        contact=contact,
        document=document(kit, actor, job_id, after=after),
        context=context(kit, actor, job_id),
    )


def actor_for_share(kit: Kit, token: str) -> Actor:
    """The actor that holds this token; the refusal of an ended share says whom to ask."""
    with kit.reading() as db:
        share = db.scalar(select(Share).where(Share.token_digest == kit.tokens.digest(token)))
        contact = _contact(provider(db)) if share else {}
    if share is None:
        raise Problem(Code.NOT_FOUND, "There is no such share. Check that the link is whole.")
    if not is_open(share, kit.now()):
        end = how_ended(share)
        whom = ", ".join(filter(None, (contact["organization"], contact["contact"])))
        raise gone(f"This link {end}. Ask {whom} for a new one.")
    return Actor(kind="share", id=str(share.id), name=share.label, job_id=share.job_id)


def listed(kit: Kit, share: Share) -> JsonDict:
    """A share as the people who may share see it, with its address and the number of its views."""
    return share_view(share) | {
        "url": url_of(kit, LinkKind.SHARE, share.id),
        "views": share.views,
        "last_viewed_at": moment(share.last_viewed_at),
    }


def _contact(msp: Organization) -> JsonDict:
    return {"organization": msp.name, "contact": msp.contact}


def _record(tx: Transaction, actor: Actor, job: Job, share: Share, kind: EventKind) -> None:
    tx.record(
        job.stream,
        kind,
        actor=actor,
        subject=Subject("share", str(share.id)),
        audience=Audience.INTERNAL,
        details={"share": share_view(share)},
    )
