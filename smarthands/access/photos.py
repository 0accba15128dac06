"""What the photo policy of a job's site allows, and whether a phone could know of it."""

from sqlalchemy.orm import Session

from smarthands.errors import Code, Problem
from smarthands.event_kinds import EventKind
from smarthands.event_search import newest_of
from smarthands.events import body_of
from smarthands.model import Job, Site
from smarthands.model.place import PhotoRule

TELL_POLICY = (
    EventKind.JOB_REQUESTED,
    EventKind.JOB_OPENED,
    EventKind.JOB_EDITED,
    EventKind.JOB_REOPENED,
    EventKind.JOB_PHOTO_POLICY_SET,
)
"""The events that may say which policy a job's site has from then on."""


def photo_rule(db: Session, job: Job) -> PhotoRule:
    """The rule that holds at the job's site now."""
    return db.get_one(Site, job.site_id).photo_rule_in_force


def is_unknowing(db: Session, job: Job, seen: int | None) -> bool:
    """Whether a new photo was taken against the policy by somebody who could not know: it is then
    late evidence. Raises Problem when she knew; a phone that tells no number is taken to know."""
    site = db.get_one(Site, job.site_id)
    if site.photo_rule_in_force != PhotoRule.NONE:
        return False
    if seen is None or _knew(db, job, seen):
        raise _no_photos(site)
    return True


def require_stills(db: Session, job: Job) -> None:
    """Raise Problem where no picture may be asked for."""
    site = db.get_one(Site, job.site_id)
    if site.photo_rule_in_force == PhotoRule.NONE:
        raise _no_photos(site)


def require_video(db: Session, job: Job) -> None:
    """Raise Problem where nothing may be filmed."""
    if photo_rule(db, job) != PhotoRule.ALLOWED:
        raise Problem(
            Code.PHOTO_POLICY,
            "This site allows no video, so nothing can be recorded. Go on by voice.",
        )


def _no_photos(site: Site) -> Problem:
    if site.photo_rule == PhotoRule.NONE:
        return Problem(
            Code.PHOTO_POLICY,
            "This site allows no photos. Write a note instead, or ask the desk.",
        )
    return Problem(
        Code.PHOTO_POLICY,
        "Photos need a permit at this site, and none is entered. Write a note instead, or ask the"
        " desk for the permit.",
    )


def _knew(db: Session, job: Job, seen: int) -> bool:
    """Whether the event by which photos were forbidden is among those that the phone had. The first
    of several in a row counts. Nobody knew of a policy that no event tells of, as one that was set
    after the job's end."""
    first = None
    for event in newest_of(db, job.stream, TELL_POLICY):
        told = body_of(event).get("details", {}).get("job", {})
        # A job that has ended shows no policy, so one that is reopened without a word has none.
        if "photo_policy" not in told and event.kind != EventKind.JOB_REOPENED:
            continue
        if (told.get("photo_policy") or {}).get("rule") != PhotoRule.NONE:
            break
        first = event.seq
    return first is not None and seen >= first
