"""The verbs of the product, and which role may do which: the table behind docs/access.md."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from smarthands.actor import MEDIA, Actor
from smarthands.errors import forbidden
from smarthands.model.job import JobState
from smarthands.model.person import Role

ADMINISTRATOR, DISPATCHER, EXPERT = Role.ADMINISTRATOR, Role.DISPATCHER, Role.EXPERT
TECHNICIAN, GUEST, CLIENT = Role.TECHNICIAN, Role.GUEST, Role.CLIENT
OFFICE = frozenset({ADMINISTRATOR, DISPATCHER})
DESK = OFFICE | {EXPERT}
TEAM = DESK | {TECHNICIAN}
ON_SITE = frozenset({TECHNICIAN, GUEST})


class Verb(StrEnum):
    """Everything that a role may be allowed to do; `docs/access.md` has a line for each verb."""

    REQUEST_JOB = "request a job"
    OPEN_JOB = "open a job"
    EDIT_JOB = "edit a job"
    ASSIGN_JOB = "assign a job"
    ACKNOWLEDGE_JOB = "acknowledge a job"
    ARRIVE = "arrive"
    HOLD_JOB = "hold a job"
    RESUME_JOB = "resume a job"
    COMPLETE_JOB = "complete a job"
    REOPEN_JOB = "reopen a job"
    CANCEL_JOB = "cancel a job"
    DECIDE_STATEMENT = "decide on a late statement"
    ADD_EVIDENCE = "add evidence"
    DESCRIBE_EVIDENCE = "describe evidence"
    WITHDRAW_EVIDENCE = "withdraw evidence"
    ACCEPT_EVIDENCE = "accept late evidence"
    SEE_ORIGINAL = "see an original"
    SHARE_JOB = "share a job"
    GET_HELP = "get help"
    CALL_TECHNICIAN = "call the technician"
    JOIN_SESSION = "join a session"
    MARK = "mark a picture"
    RECORD = "record a session"
    CONSENT = "consent to a recording"
    KEEP_MEDIA = "keep what a media node sends"
    INVITE_GUEST = "invite a guest technician"
    KEEP_PLACES = "keep sites and assets"
    KEEP_ORGANIZATIONS = "keep organizations"
    KEEP_PEOPLE = "keep people"
    READ_PEOPLE = "read people"
    READ_ORGANIZATION_EVENTS = "read an organization's events"


def _role_in(*roles: Role) -> Callable[[Actor, Any], bool]:
    allowed = frozenset(roles)
    return lambda actor, _thing: actor.role in allowed


def _own_request_or(allowed: frozenset[Role]) -> Callable[[Actor, Any], bool]:
    """A client may change or cancel a request that nobody has opened yet."""
    return lambda actor, job: (
        actor.role in allowed or (actor.role == CLIENT and job.state == JobState.REQUESTED)
    )


def _author_or(allowed: frozenset[Role]) -> Callable[[Actor, Any], bool]:
    """The people on site may do it with evidence of their own."""
    return lambda actor, item: (
        actor.role in allowed or (actor.role in ON_SITE and str(item.author_id) == actor.id)
    )


MAY: dict[Verb, Callable[[Actor, Any], bool]] = {
    Verb.REQUEST_JOB: _role_in(CLIENT),
    Verb.OPEN_JOB: _role_in(*OFFICE),
    Verb.EDIT_JOB: _own_request_or(OFFICE),
    Verb.ASSIGN_JOB: _role_in(*OFFICE),
    Verb.ACKNOWLEDGE_JOB: _role_in(*OFFICE, TECHNICIAN),
    Verb.ARRIVE: _role_in(*OFFICE, TECHNICIAN),
    Verb.HOLD_JOB: _role_in(*OFFICE, TECHNICIAN),
    Verb.RESUME_JOB: _role_in(*OFFICE, TECHNICIAN),
    Verb.COMPLETE_JOB: _role_in(*OFFICE, TECHNICIAN),
    Verb.REOPEN_JOB: _role_in(*OFFICE),
    Verb.CANCEL_JOB: _own_request_or(OFFICE),
    Verb.DECIDE_STATEMENT: _role_in(*OFFICE),
    Verb.ADD_EVIDENCE: _role_in(*TEAM, GUEST),
    Verb.DESCRIBE_EVIDENCE: _author_or(DESK),
    Verb.WITHDRAW_EVIDENCE: _author_or(DESK),
    Verb.ACCEPT_EVIDENCE: _role_in(*DESK),
    Verb.SEE_ORIGINAL: _role_in(*TEAM),
    Verb.SHARE_JOB: _role_in(*DESK),
    Verb.GET_HELP: _role_in(*ON_SITE),
    Verb.CALL_TECHNICIAN: _role_in(*DESK),
    Verb.JOIN_SESSION: _role_in(*TEAM, GUEST),
    Verb.MARK: _role_in(*DESK),
    Verb.RECORD: _role_in(*DESK),
    Verb.CONSENT: _role_in(*TEAM, GUEST),
    Verb.KEEP_MEDIA: lambda actor, _thing: actor == MEDIA,
    Verb.INVITE_GUEST: _role_in(*DESK),
    Verb.KEEP_PLACES: _role_in(*OFFICE),
    Verb.KEEP_ORGANIZATIONS: _role_in(*OFFICE),
    Verb.KEEP_PEOPLE: _role_in(ADMINISTRATOR),
    Verb.READ_PEOPLE: _role_in(*DESK),
    Verb.READ_ORGANIZATION_EVENTS: _role_in(ADMINISTRATOR),
}


def may(actor: Actor, verb: Verb, thing: Any = None) -> bool:
    """Whether the actor's role allows the verb, for this thing where that matters."""
    return MAY[verb](actor, thing)


def require(actor: Actor, verb: Verb, thing: Any = None) -> None:
    """Raise Forbidden unless the actor may."""
    if not may(actor, verb, thing):
        raise forbidden(f"Your role may not {verb.value}. Ask a dispatcher.")
