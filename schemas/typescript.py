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
    "SignIn": sign_in.SignIn,
    "NewPassword": sign_in.NewPassword,
    "NewPerson": people.NewPerson,
    "PersonEdit": people.PersonEdit,
    "NewOrganization": people.NewOrganization,
    "OrganizationEdit": people.OrganizationEdit,
    "NewSite": places.NewSite,
    "SiteEdit": places.SiteEdit,
    "SiteImport": places.SiteImport,
    "NewAsset": places.NewAsset,
    "AssetEdit": places.AssetEdit,
    "AssetImport": places.AssetImport,
    "NewJob": jobs.NewJob,
    "JobEdit": jobs.JobEdit,
    "UploadRequest": evidence.UploadRequest,
    "NoteRequest": evidence.NewNote,
    "Description": evidence.Description,
    "NewShare": shares.NewShare,
    "NewSession": sessions.NewSession,
    "NewMessage": sessions.NewMessage,
    "NewStill": sessions.NewStill,
    "NewMark": marks.NewMark,
    "NewRecording": recordings.NewRecording,
    "RecordingAnswer": recordings.Answer,
    "NewJoin": sessions.NewJoin,
    "TakeJoin": sessions.TakeJoin,
    "SentSignal": signals.SignalSent,
}
ANSWERED: dict[str, type[Schema]] = {
    "Person": people.PersonView,
    "Organization": people.OrganizationView,
    "LoginEnd": sign_in.LoginView,
    "Login": sign_in.CurrentLogin,
    "SignedIn": sign_in.SignedIn,
    "Link": people.HandedLink,
    "LinkPeek": sign_in.LinkView,
    "PersonWithLink": people.PersonWithLink,
    "Site": places.SiteView,
    "Asset": places.AssetView,
    "ImportResult": places.Imported,
    "Crew": jobs.Crew,
    "JobSummary": jobs.Summary,
    "Job": jobs.JobView,
    "JobRow": jobs.JobRow,
    "Author": evidence.Author,
    "Rendition": evidence.RenditionView,
    "Sound": evidence.SoundView,
    "Renditions": evidence.Renditions,
    "Evidence": evidence.EvidenceView,
    "SignedPut": evidence.SignedPut,
    "UploadTicket": evidence.UploadTicket,
    "Share": shares.ShareView,
    "ListedShare": shares.ListedShare,
    "Quality": sessions.Quality,
    "ConnectionReport": sessions.ConnectionReport,
    "Consent": sessions.ConsentView,
    "RecordedTime": sessions.RecordedTime,
    "Gap": sessions.GapView,
    "Report": sessions.Report,
    "Participant": sessions.ParticipantView,
    "Recording": sessions.RecordingView,
    "Session": sessions.SessionView,
    "Message": sessions.MessageView,
    "Still": sessions.StillView,
    "Mark": marks.MarkView,
    "Chapter": recordings.Chapter,
    "Chapters": recordings.Chapters,
    "IceServer": sessions.IceServer,
    "Seat": sessions.SeatView,
    "Echo": connectivity.Echo,
    "Connectivity": connectivity.Connectivity,
    "Call": sessions.CallView,
    "Calls": sessions.CallList,
    "Join": sessions.JoinView,
    "ListedJoin": sessions.ListedJoin,
    "JoinPeek": sessions.JoinPeek,
    "Pointer": signals.Pointer,
    "Lens": signals.Lens,
    "StateData": signals.StateData,
    "Ask": signals.Ask,
    "LegName": signals.LegName,
    "Flow": signals.Flow,
    "StillSeen": signals.StillSeen,
    "Stored": signals.Stored,
    "Rate": signals.Rate,
    "Relayed": signals.Relayed,
    "Seated": topology.Seated,
    "RecordingNow": topology.RecordingNow,
    "TopologyPeer": topology.TopologyPeer,
    "Topology": topology.Topology,
    "Dismissed": topology.Dismissed,
    "SharedWith": shares.SharedWith,
    "Contact": shares.Contact,
    "JobDocument": jobs.JobDocument,
    "JobContext": jobs.JobContext,
    "SharedJob": shared_job.SharedJob,
    "EventActor": events.ActorView,
    "EventSubject": events.SubjectView,
    "EventBody": events.EventBody,
    "Event": events.EventView,
    "EventPage": events.EventPage,
    "ImportLine": places.ImportLine,
    "Problem": base.Problem,
    "Config": operations.Config,
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
