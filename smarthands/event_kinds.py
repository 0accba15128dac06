"""The kinds of events, in the order of docs/events.md. Their strings stand in hash chains, so they
are frozen."""

from enum import StrEnum


class EventKind(StrEnum):
    JOB_REQUESTED = "job.requested"
    JOB_OPENED = "job.opened"
    JOB_EDITED = "job.edited"
    JOB_ASSIGNED = "job.assigned"
    JOB_ACKNOWLEDGED = "job.acknowledged"
    JOB_ARRIVED = "job.arrived"
    JOB_HELD = "job.held"
    JOB_RESUMED = "job.resumed"
    JOB_COMPLETED = "job.completed"
    JOB_REOPENED = "job.reopened"
    JOB_CANCELED = "job.canceled"
    JOB_PHOTO_POLICY_SET = "job.photo_policy_set"

    STATEMENT_MADE = "statement.made"
    STATEMENT_ACCEPTED = "statement.accepted"
    STATEMENT_REFUSED = "statement.refused"

    EVIDENCE_ADDED = "evidence.added"
    EVIDENCE_DESCRIBED = "evidence.described"
    EVIDENCE_RENDERED = "evidence.rendered"
    EVIDENCE_UNREADABLE = "evidence.unreadable"
    EVIDENCE_VERIFIED = "evidence.verified"
    EVIDENCE_ALTERED = "evidence.altered"
    EVIDENCE_WITHDRAWN = "evidence.withdrawn"
    EVIDENCE_ACCEPTED = "evidence.accepted"

    SHARE_CREATED = "share.created"
    SHARE_REVOKED = "share.revoked"

    SESSION_ASKED = "session.asked"
    SESSION_CLAIMED = "session.claimed"
    SESSION_JOINED = "session.joined"
    SESSION_LEFT = "session.left"
    SESSION_UNSEATED = "session.unseated"
    SESSION_ENDED = "session.ended"
    SESSION_INTERRUPTED = "session.interrupted"
    SESSION_REPORTED = "session.reported"

    MESSAGE_SAID = "message.said"

    STILL_REQUESTED = "still.requested"
    STILL_TAKEN = "still.taken"
    STILL_MISSED = "still.missed"

    MARK_DRAWN = "mark.drawn"
    MARK_UNDONE = "mark.undone"

    RECORDING_ASKED = "recording.asked"
    RECORDING_CONSENTED = "recording.consented"
    RECORDING_REFUSED = "recording.refused"
    RECORDING_STARTED = "recording.started"
    RECORDING_PAUSED = "recording.paused"
    RECORDING_STOPPED = "recording.stopped"
    RECORDING_GAP = "recording.gap"

    JOIN_CREATED = "join.created"
    JOIN_RENAMED = "join.renamed"
    JOIN_TAKEN = "join.taken"
    JOIN_REVOKED = "join.revoked"
    GUEST_RENAMED = "guest.renamed"

    LOGIN_STARTED = "login.started"
    LOGIN_ENDED = "login.ended"
    LOGIN_REFUSED = "login.refused"

    PERSON_INVITED = "person.invited"
    PERSON_EDITED = "person.edited"
    PERSON_DEACTIVATED = "person.deactivated"
    PERSON_REACTIVATED = "person.reactivated"
    PERSON_RESET = "person.reset"
    # This is the kind of an event, and no password.
    PERSON_PASSWORD_SET = "person.password_set"  # noqa: S105
    PERSON_SIGNED_OUT = "person.signed_out"
    PERSON_FACTOR_ADDED = "person.factor_added"
    PERSON_FACTOR_REMOVED = "person.factor_removed"
    PERSON_FACTORS_RESET = "person.factors_reset"
    PERSON_CODES_RENEWED = "person.codes_renewed"

    ORGANIZATION_CREATED = "organization.created"
    ORGANIZATION_EDITED = "organization.edited"

    SITE_CREATED = "site.created"
    SITE_EDITED = "site.edited"
    SITE_IMPORTED = "site.imported"

    ASSET_CREATED = "asset.created"
    ASSET_EDITED = "asset.edited"
    ASSET_IMPORTED = "asset.imported"
