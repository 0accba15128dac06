"""A site's photo policy reaches its jobs: each that has not ended has an event of each change."""

from sqlalchemy import select

from smarthands.access.jobs import locked_job
from smarthands.actor import Actor
from smarthands.event_kinds import EventKind
from smarthands.events import Subject
from smarthands.kit import Transaction
from smarthands.model import Job, Site
from smarthands.model.evidence import Audience
from smarthands.model.job import ENDED_STATES
from smarthands.model.place import PhotoRule
from smarthands.views.place import photo_policy_view

FORBIDDEN_RECORDINGS = "forbidden-recordings"
"""The consumer that stops a recording which the policy does not allow any more."""


def tell_jobs(tx: Transaction, actor: Actor, site: Site) -> None:
    """Record the policy in the stream of each job, so that every open page has it at once, and a
    phone's `seen` says whether its owner knew."""
    # The site is written first: a job that is opened meanwhile waits for it, or is among these.
    tx.db.flush()
    policy = photo_policy_view(site)
    allowed = site.photo_rule_in_force == PhotoRule.ALLOWED
    deliver = () if allowed else (FORBIDDEN_RECORDINGS,)
    under_way = select(Job.id).where(Job.site_id == site.id, Job.state.not_in(ENDED_STATES))
    for job_id in tx.db.scalars(under_way.order_by(Job.id)).all():
        job = locked_job(tx, job_id)
        tx.record(
            job.stream,
            EventKind.JOB_PHOTO_POLICY_SET,
            actor=actor,
            subject=Subject("job", str(job.id)),
            audience=Audience.CLIENT,
            details={"job": {"photo_policy": policy}},
            deliver=deliver,
        )
