"""web/src/protocol/net/wire.ts, written from these schemas: `python -m schemas.typescript > …`.

A test holds the file to this output, so that pages can't drift from the server.
"""

from enum import StrEnum
from typing import Any

from marshmallow import Schema, fields, validate

from schemas import (
    base,
    connectivity,
    events,
    evidence,
    jobs,
    marks,
    operations,
    people,
    places,
    recordings,
    sessions,
    shared_job,
    shares,
    sign_in,
)
from schemas.base import Digest, Moment
from schemas.signals import signals, topology
from smarthands.model.evidence import Audience, EvidenceKind, Phase
from smarthands.model.job import JobKind, JobState
from smarthands.model.mark import MarkKind
from smarthands.model.organization import OrganizationKind
from smarthands.model.person import LinkPurpose, Role
from smarthands.model.place import VideoPath
from smarthands.model.recording import GapReason, RecordingState
from smarthands.model.session import EndReason, SessionKind, SessionState, StillState

WORDS: tuple[type[StrEnum], ...] = (
    Role,
    OrganizationKind,
    LinkPurpose,
    JobKind,
    JobState,
    Phase,
    Audience,
    EvidenceKind,
    SessionKind,
    SessionState,
    EndReason,
    StillState,
    MarkKind,
    RecordingState,
    GapReason,
    VideoPath,
)
# What pages send, and what they are answered; the names they use for it.
SENT: dict[str, type[Schema]] = {
    "SignIn": sign_in.SignInSchema,
    "NewPassword": sign_in.NewPasswordSchema,
    "NewPerson": people.NewPersonSchema,
    "PersonEdit": people.PersonEditSchema,
    "NewOrganization": people.NewOrganizationSchema,
    "OrganizationEdit": people.OrganizationEditSchema,
    "NewSite": places.NewSiteSchema,
    "SiteEdit": places.SiteEditSchema,
    "SiteImport": places.SiteImportSchema,
    "NewAsset": places.NewAssetSchema,
    "AssetEdit": places.AssetEditSchema,
    "AssetImport": places.AssetImportSchema,
    "NewJob": jobs.NewJobSchema,
    "JobEdit": jobs.JobEditSchema,
    "UploadRequest": evidence.UploadRequestSchema,
    "NoteRequest": evidence.NewNoteSchema,
    "Description": evidence.DescriptionSchema,
    "NewShare": shares.NewShareSchema,
    "NewSession": sessions.NewSessionSchema,
    "NewMessage": sessions.NewMessageSchema,
    "NewStill": sessions.NewStillSchema,
    "NewMark": marks.NewMarkSchema,
    "NewRecording": recordings.NewRecordingSchema,
    "RecordingAnswer": recordings.AnswerSchema,
    "NewJoin": sessions.NewJoinSchema,
    "TakeJoin": sessions.TakeJoinSchema,
    "SentSignal": signals.SignalSentSchema,
}
ANSWERED: dict[str, type[Schema]] = {
    "Person": people.PersonViewSchema,
    "Organization": people.OrganizationViewSchema,
    "LoginEnd": sign_in.LoginViewSchema,
    "Login": sign_in.CurrentLoginSchema,
    "SignedIn": sign_in.SignedInSchema,
    "Link": people.HandedLinkSchema,
    "LinkPeek": sign_in.LinkViewSchema,
    "PersonWithLink": people.PersonWithLinkSchema,
    "Site": places.SiteViewSchema,
    "Asset": places.AssetViewSchema,
    "ImportResult": places.ImportedSchema,
    "Crew": jobs.CrewSchema,
    "JobSummary": jobs.SummarySchema,
    "Job": jobs.JobViewSchema,
    "JobRow": jobs.JobRowSchema,
    "Author": evidence.AuthorSchema,
    "Rendition": evidence.RenditionViewSchema,
    "Sound": evidence.SoundViewSchema,
    "Renditions": evidence.RenditionsSchema,
    "Evidence": evidence.EvidenceViewSchema,
    "SignedPut": evidence.SignedPutSchema,
    "UploadTicket": evidence.UploadTicketSchema,
    "Share": shares.ShareViewSchema,
    "ListedShare": shares.ListedShareSchema,
    "Quality": sessions.QualitySchema,
    "ConnectionReport": sessions.ConnectionReportSchema,
    "Consent": sessions.ConsentViewSchema,
    "RecordedTime": sessions.RecordedTimeSchema,
    "Gap": sessions.GapViewSchema,
    "Report": sessions.ReportSchema,
    "Participant": sessions.ParticipantViewSchema,
    "Recording": sessions.RecordingViewSchema,
    "Session": sessions.SessionViewSchema,
    "Message": sessions.MessageViewSchema,
    "Still": sessions.StillViewSchema,
    "Mark": marks.MarkViewSchema,
    "Chapter": recordings.ChapterSchema,
    "Chapters": recordings.ChaptersSchema,
    "IceServer": sessions.IceServerSchema,
    "Seat": sessions.SeatViewSchema,
    "Echo": connectivity.EchoSchema,
    "Connectivity": connectivity.ConnectivitySchema,
    "Call": sessions.CallViewSchema,
    "Calls": sessions.CallListSchema,
    "Join": sessions.JoinViewSchema,
    "ListedJoin": sessions.ListedJoinSchema,
    "JoinPeek": sessions.JoinPeekSchema,
    "Pointer": signals.PointerSchema,
    "Lens": signals.LensSchema,
    "StateData": signals.StateDataSchema,
    "Ask": signals.AskSchema,
    "LegName": signals.LegNameSchema,
    "Flow": signals.FlowSchema,
    "StillSeen": signals.StillSeenSchema,
    "Stored": signals.StoredSchema,
    "Rate": signals.RateSchema,
    "Relayed": signals.RelayedSchema,
    "Seated": topology.SeatedSchema,
    "RecordingNow": topology.RecordingNowSchema,
    "TopologyPeer": topology.TopologyPeerSchema,
    "Topology": topology.TopologySchema,
    "Dismissed": topology.DismissedSchema,
    "SharedWith": shares.SharedWithSchema,
    "Contact": shares.ContactSchema,
    "JobDocument": jobs.JobDocumentSchema,
    "JobContext": jobs.JobContextSchema,
    "SharedJob": shared_job.SharedJobSchema,
    "EventActor": events.ActorViewSchema,
    "EventSubject": events.SubjectViewSchema,
    "EventBody": events.EventBodySchema,
    "Event": events.EventViewSchema,
    "EventPage": events.EventPageSchema,
    "ImportLine": places.ImportLineSchema,
    "Problem": base.ProblemSchema,
    "Config": operations.ConfigSchema,
}
NAMES = {schema: name for name, schema in (SENT | ANSWERED).items()}
HEAD = """\
/** The words on the wire, written from schemas/ by `make wire`. Ids are UUID strings, times are
 * RFC 3339 in UTC with microseconds. */

"""
TAIL = """\
/** What an event changes; `apply` merges it. */
export interface EventDetails {
  job?: Partial<Job>;
  evidence?: (Partial<Evidence> & { id: string })[];
  share?: Partial<Share> & { id: string };
  session?: Session;
  message?: Message;
  still?: Still;
  mark?: Partial<Mark> & { id: string };
  gap?: Gap[];
  join?: Join;
  [more: string]: unknown;
}

export interface Page<Item> {
  items: Item[];
  next: string | null;
}

export type Language = Person["language"];
export type MediaType = UploadRequest["media_type"];
export type PictureSize = "small" | "large" | "original";

export type Ack<Result> =
  | ({ ok: true } & Result)
  | { ok: false; error: { code: string; message: string } };
"""


def wire_ts() -> str:
    """The whole file."""
    words = [f"export type {w.__name__} = {_union(list(w))};\n" for w in WORDS]
    sent = [_interface(name, schema, sent=True) for name, schema in SENT.items()]
    answered = [_interface(name, schema, sent=False) for name, schema in ANSWERED.items()]
    return HEAD + "\n".join([*words, *sent, *answered, TAIL])


def _interface(name: str, schema: type[Schema], *, sent: bool) -> str:
    lines = [f"export interface {name} {{"]
    for key, field in schema().fields.items():
        optional = "" if field.required else "?"
        null = " | null" if field.allow_none else ""
        # Whoever sends may leave a field out or undefined; in an answer it is there or it is not.
        maybe = " | undefined" if sent and optional else ""
        lines.append(f"  {field.data_key or key}{optional}: {_type(field)}{null}{maybe};")
    return "\n".join([*lines, "}", ""])


def _type(field: Any) -> str:
    if isinstance(field, fields.Nested):
        return NAMES[type(field.schema)]
    if isinstance(field, fields.List):
        inner = _type(field.inner)
        return f"({inner})[]" if " " in inner else f"{inner}[]"
    if isinstance(field, fields.Dict):
        return _dict_type(field)
    if isinstance(field, fields.Boolean):
        return "boolean"
    if isinstance(field, fields.Integer | fields.Float):
        return "number"
    if isinstance(field, fields.String | fields.UUID | Moment | Digest):
        return _string_type(field)
    raise TypeError(f"no TypeScript for {field!r}")


def _dict_type(field: Any) -> str:
    if field.metadata.get("typescript"):
        return str(field.metadata["typescript"])
    values = _type(field.value_field) if field.value_field else "unknown"
    return f"Record<string, {values}>"


def _string_type(field: Any) -> str:
    for check in field.validators:
        if isinstance(check, validate.OneOf):
            choices = [str(choice) for choice in check.choices]
            named = next((w for w in WORDS if [each.value for each in w] == choices), None)
            return named.__name__ if named else _union(choices)
    return "string"


def _union(words: list[Any]) -> str:
    return " | ".join(f'"{word}"' for word in words)


if __name__ == "__main__":
    print(wire_ts(), end="")
