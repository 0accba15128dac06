import { readGaps } from "./earlier-events";
import type { Event, EventBody, Gap, Role } from "../net/wire";

/** A line of the timeline that people read; photos taken in a row are one line. */
export interface TimelineEntry {
  key: number;
  at: string;
  kind: string;
  actor: string;
  /** The actor's id: two people may have one name. */
  by: string;
  /** The actor's role at that time; undefined for the holder of a share and for a system. */
  role: Role | undefined;
  /** The number of photos added in a row; 1 for everything else. */
  count: number;
  /** Names, a reason or a label: the part of the event that people want to read. */
  detail: string;
  /** The session, still, picture or statement that the line is about; "" for the job itself. */
  about: string;
  /** What was missing of the call or of a recorded file. */
  gaps: Gap[];
  /** The time of a step that a phone told of much later; null for all others. */
  toldOf: string | null;
}

/** The kinds of events without a line: evidence and its player show what these tell. */
export const UNTOLD = new Set(["evidence.rendered", "evidence.verified", "mark.undone"]);
const IN_A_ROW = 10 * 60_000;

export function timelineOf(events: Event[]): TimelineEntry[] {
  const entries: TimelineEntry[] = [];
  const stills = settledStills(events);
  const seats = new Seats();
  const drawn = new Set<string>();
  for (const [index, event] of events.entries()) {
    const entry = entryOf(event);
    const silent = seats.alreadyTaken(event) || goesWith(events[index - 1], event);
    if (!entry || silent || toldElsewhere(event, stills) || toldOfPicture(entry, drawn)) continue;
    const last = entries.at(-1);
    if (last && agrees(last, entry)) continue;
    if (last && continues(last, entry)) last.count += 1;
    else entries.push(entry);
  }
  return entries;
}

function continues(last: TimelineEntry, next: TimelineEntry): boolean {
  const photos = last.kind === "photo.added" && next.kind === "photo.added";
  return photos && last.by === next.by && Date.parse(next.at) - Date.parse(last.at) < IN_A_ROW;
}

/** Drawing on a picture has one line a person; freezing a picture counts as that line. */
function toldOfPicture({ kind, by, about }: TimelineEntry, lines: Set<string>): boolean {
  if (kind !== "mark.drawn" && kind !== "freeze.added") return false;
  const repeated = lines.has(`${by} ${about}`);
  lines.add(`${by} ${about}`);
  return repeated;
}

/** The person who asks to record has consented by that, which has no line of its own. */
function agrees(last: TimelineEntry, next: TimelineEntry): boolean {
  const consents = last.kind === "recording.asked" && next.kind === "recording.consented";
  return consents && last.by === next.by;
}

/** The kind of the last event of each still; a still that is awaited has none yet. */
function settledStills(events: Event[]): Map<string, string> {
  const settled = new Map<string, string>();
  for (const { body } of events) {
    if (body?.kind !== "still.taken" && body?.kind !== "still.missed") continue;
    if (body.details.still) settled.set(body.details.still.id, body.kind);
  }
  return settled;
}

/** A still has one line: awaited, then taken, with its picture, or missed. */
function toldElsewhere({ body }: Event, stills: Map<string, string>): boolean {
  if (body?.kind === "still.requested") return stills.has(body.details.still?.id ?? "");
  const photo = body?.kind === "evidence.added" ? body.details.evidence?.[0]?.id : undefined;
  return stills.get(photo ?? "") === "still.taken";
}

/**
 * A seat that is lost with something else, as the job or a link, is lost at its moment and has no
 * line; nor has a guest's new name where that of her link is told.
 */
function goesWith(before: Event | undefined, { at, body }: Event): boolean {
  if (body?.kind === "guest.renamed") return before?.body?.kind === "join.renamed";
  return body?.kind === "session.unseated" && before?.at === at;
}

const COMING = new Set(["session.asked", "session.claimed", "session.joined"]);

/** The seats of sessions: asking and answering fill one, so that joining after that has no line. */
class Seats {
  private readonly taken = new Set<string>();

  alreadyTaken({ body }: Event): boolean {
    const { id: session, participants = [] } = body?.details.session ?? {};
    if (!body || !session) return false;
    const seat = `${session} ${body.actor.id}`;
    if (body.kind === "session.left") this.taken.delete(seat);
    if (body.kind === "session.unseated") {
      const gone = participants.filter((one) => one.left_at);
      for (const { person_id } of gone) this.taken.delete(`${session} ${person_id}`);
    }
    if (!COMING.has(body.kind)) return false;
    const taken = body.kind === "session.joined" && this.taken.has(seat);
    this.taken.add(seat);
    return taken;
  }
}

function entryOf(event: Event): TimelineEntry | null {
  const { body } = event;
  if (!body || UNTOLD.has(body.kind)) return null;
  const { evidence, still, session, mark, statement } = body.details;
  const item = evidence?.[0];
  const added = item?.source === "freeze" ? "freeze" : item?.kind;
  const kind = body.kind === "evidence.added" && added ? `${added}.added` : kindOf(body);
  const about = still?.id ?? session?.id ?? mark?.evidence_id ?? item?.id ?? statement?.id ?? "";
  // A step that the desk has accepted is hers who told of it.
  const author = body.details.told?.by ?? body.actor;
  return {
    key: event.seq,
    at: event.at,
    kind,
    actor: body.actor.kind === "system" ? "" : author.name,
    by: author.id,
    role: author.role,
    count: 1,
    detail: saidIn(event),
    about,
    gaps: readGaps(body.details.gap),
    toldOf: toldOf(event),
  };
}

/** A caption that came too late changed nothing, and its line says so. */
function kindOf({ kind, details }: EventBody): string {
  return details["passed_over"] ? "evidence.passed_over" : kind;
}

/** Milliseconds: a step that was told of sooner happened when it was told. */
const AT_ONCE = 60_000;

function toldOf({ at, body }: Event): string | null {
  const told = body?.details.told;
  return told && Date.parse(at) - Date.parse(told.at) > AT_ONCE ? told.at : null;
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

function saidIn(event: Event): string {
  const details = event.body?.details ?? {};
  const { job, share, message, join, session, statement } = details;
  const item = details.evidence?.[0];
  switch (event.body?.kind) {
    case "job.assigned":
      return job?.technicians?.map((technician) => technician.name).join(", ") ?? "";
    case "job.held":
    case "job.reopened":
    case "job.canceled":
      return textOf(details["note"]);
    case "statement.made":
      return [statement?.reason, statement?.fault, statement?.work].filter(Boolean).join("\n");
    case "statement.refused":
      return statement?.decided_reason ?? "";
    case "evidence.added":
      return item?.kind === "note" ? (item.text ?? "") : "";
    case "evidence.described":
      return item?.caption ?? "";
    case "evidence.withdrawn":
      return item?.withdrawn_reason ?? "";
    case "share.created":
      return share?.label ?? "";
    case "message.said":
      return message?.text ?? "";
    case "join.created":
      return join?.name ?? "";
    case "join.renamed":
    case "guest.renamed":
      return `${textOf(details["earlier_name"])} → ${join?.name ?? textOf(details["name"])}`;
    case "session.unseated":
      return (
        session?.participants
          ?.flatMap((one) => (one.left_at === event.at ? one.name : []))
          .join(", ") ?? ""
      );
    default:
      return "";
  }
}
