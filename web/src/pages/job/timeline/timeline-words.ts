import { filmOf, filmsOf } from "../../../protocol/job/playback";
import type { TimelineEntry } from "../../../protocol/job/timeline";
import type { Gap, JobDocument, Session } from "../../../protocol/net/wire";
import { t } from "../../../text";
import { lasting } from "../../../text/spans";

/** These facts were nobody's doing, and their lines have no name before them. */
const NOBODYS = new Set([
  ...[
    "evidence.unreadable",
    "evidence.altered",
    "session.reported",
    "session.interrupted",
    "still.missed",
  ],
  ...[
    "session.unseated",
    "recording.added",
    "recording.started",
    "recording.paused",
    "recording.gap",
  ],
]);

/** The session that an entry is about; null for all others. */
export function sessionOf(entry: TimelineEntry, document: JobDocument): Session | null {
  return entry.kind.startsWith("session.") ? (document.sessions[entry.about] ?? null) : null;
}

export interface EntryWords {
  /** The actor's name; "" for what was nobody's doing. */
  who: string;
  /**
   * The words are "" for a kind that this page does not know: no line is better than a garbled one.
   */
  words: string;
}

export function entryWords(entry: TimelineEntry, document: JobDocument): EntryWords {
  const words = t().job;
  const session = sessionOf(entry, document);
  if (entry.kind === "evidence.unreadable") {
    const spoken = document.evidence[entry.about]?.kind === "voice_note";
    return { who: "", words: spoken ? words.voice.damagedEvent : words.damagedEvent };
  }
  if (entry.kind === "session.ended" && session?.end_reason === "abandoned")
    return { who: "", words: words.session.abandoned };
  const who = NOBODYS.has(entry.kind) ? "" : entry.actor;
  if (entry.kind.startsWith("statement.")) return { who, words: statementWords(entry, document) };
  return { who, words: wordsOf(entry, session, document) };
}

/**
 * Whether a line says its actor's role: the line above it has said it where it is of the same
 * person in the same role. A guest's is said in each, since she may call herself like anybody.
 */
export function saysRole(
  entry: TimelineEntry,
  above: TimelineEntry | undefined,
  document: JobDocument,
): boolean {
  if (entry.role === "guest" || !above || !entryWords(above, document).who) return true;
  return above.by !== entry.by || above.role !== entry.role || above.actor !== entry.actor;
}

function addedWords(
  kind: "photo.added" | "note.added" | "voice_note.added" | "file.added",
  count: number,
): string {
  const words = t().job;
  if (kind === "photo.added") return words.addedPhotos(count);
  if (kind === "note.added") return words.addedNote;
  return kind === "file.added" ? words.file.added : words.voice.added;
}

function wordsOf(entry: TimelineEntry, session: Session | null, document: JobDocument): string {
  const words = t().job;
  const called = session?.kind === "call";
  switch (entry.kind) {
    case "photo.added":
    case "note.added":
    case "voice_note.added":
    case "file.added":
      return addedWords(entry.kind, entry.count);
    case "job.assigned":
      return entry.detail ? words.assignedTo(entry.detail) : (words.events[entry.kind] ?? "");
    case "session.unseated":
      return entry.detail ? words.session.shutOut(entry.detail) : "";
    case "still.taken":
      // The node took the still where the phone gave no photo, and the event has no actor.
      return entry.actor ? (words.events[entry.kind] ?? "") : words.stillFromVideo;
    case "recording.added":
      return leads(entry, document) ? t().recording.timeline.added : "";
    case "evidence.altered":
      return t().recording.timeline.altered;
    case "recording.gap":
      return lackWords(entry.gaps);
    case "session.interrupted":
      return entry.gaps.map(goneWords).join(". ");
    case "recording.stopped":
      if (!entry.actor) return words.session.recordingOver;
      break;
    case "session.asked":
      if (called) return words.session.called(crewNames(document));
      break;
    case "session.claimed":
      if (called) return words.session.answered;
      break;
    case "session.ended":
      if (session?.end_reason === "withdrawn")
        return called ? words.session.withdrawnCall : words.session.withdrawnHelp;
  }
  return words.events[entry.kind] ?? "";
}

/** The document may lack the statement, as that of a page from an earlier version. */
function statementWords({ kind, about }: TimelineEntry, { statements }: JobDocument): string {
  const words = t().statements;
  const { made, accepted, refused } = words.timeline;
  const statement = statements[about];
  const step = statement ? words.steps[statement.verb] : "";
  if (kind === "statement.made") return made(step);
  return kind === "statement.accepted" ? accepted(step) : refused(step);
}

/**
 * Whether a recording has a line: a voice is played with its picture and has none, unless it was
 * withdrawn.
 */
function leads({ about }: TimelineEntry, { evidence }: JobDocument): boolean {
  return (
    evidence[about]?.withdrawn_at !== null || filmOf(filmsOf(evidence), about)?.main.id === about
  );
}

/** Seconds: a shorter gap is a network's daily stumble, which the player alone shows. */
const WORTH_TELLING = 1;

function lackWords(gaps: Gap[]): string {
  const words = t().recording;
  const gapsToTell = gaps.filter((gap) => gap.seconds >= WORTH_TELLING && gap.reason !== "paused");
  const [first, ...more] = gapsToTell;
  if (!first) return "";
  if (more.length === 0)
    return words.timeline.lacks(first.name, lasting(first.seconds), words.reason[first.reason]);
  const seconds = gapsToTell.reduce((sum, gap) => sum + gap.seconds, 0);
  return words.timeline.lacksMore(first.name, gapsToTell.length, lasting(seconds));
}

function goneWords({ name, seconds, reason }: Gap): string {
  const words = t().recording;
  return words.timeline.gone(name, lasting(seconds), words.reason[reason]);
}

export function crewNames(document: JobDocument): string {
  return document.job.technicians.map((technician) => technician.name).join(", ");
}
