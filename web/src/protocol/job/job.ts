import { readGaps, readSession } from "./earlier-events";
import type { Event, Evidence, JobDocument } from "../net/wire";

export type JobStep =
  | { kind: "applied"; document: JobDocument }
  | { kind: "known" }
  | { kind: "gap"; after: number };

/** The document at `event.seq`; `known` for an old event, `gap` when some before it are missing. */
export function step(document: JobDocument, event: Event): JobStep {
  if (event.seq <= document.seq) return { kind: "known" };
  if (event.seq > document.seq + 1) return { kind: "gap", after: document.seq };
  return { kind: "applied", document: apply(document, event) };
}

/**
 * The document with the event applied. A withheld event only moves `seq`, so that all readers count
 * alike.
 */
export function apply(document: JobDocument, event: Event): JobDocument {
  const next = { ...document, seq: event.seq };
  const details = event.body?.details;
  if (!details) return next;
  if (details.job) next.job = { ...next.job, ...details.job };
  if (details.evidence) next.evidence = mergeAll(next.evidence, details.evidence);
  if (details.share) next.shares = mergeAll(next.shares, [details.share]);
  if (details.session) next.sessions = mergeAll(next.sessions, [readSession(details.session)]);
  if (details.message) next.messages = mergeAll(next.messages, [details.message]);
  if (details.still) next.stills = mergeAll(next.stills, [details.still]);
  if (details.mark) next.marks = mergeAll(next.marks, [details.mark]);
  if (details.marks) next.marks = mergeAll(next.marks, details.marks);
  if (details.gap) next.gaps = mergeAll(next.gaps, readGaps(details.gap));
  if (details.join) next.joins = mergeAll(next.joins, [details.join]);
  if (details.statement) next.statements = mergeAll(next.statements, [details.statement]);
  return next;
}

const NOTHING: Omit<JobDocument, "seq" | "job" | "next"> = {
  ...{ evidence: {}, shares: {}, sessions: {}, messages: {}, stills: {}, marks: {} },
  ...{ gaps: {}, joins: {}, statements: {} },
};

/** Whether the document has every part that this version knows. */
export const hasAllParts = (document: JobDocument): boolean =>
  Object.keys(NOTHING).every((part) => part in document);

/** The document with nothing in the parts that an earlier version did not know. */
export const withAllParts = (document: JobDocument): JobDocument => ({ ...NOTHING, ...document });

function mergeAll<Item extends { id: string }>(
  items: Record<string, Item>,
  changes: (Partial<Item> & { id: string })[],
): Record<string, Item> {
  const merged = { ...items };
  for (const change of changes) {
    merged[change.id] = { ...(merged[change.id] ?? {}), ...change } as Item;
  }
  return merged;
}

/**
 * Order evidence by arrival, but each author's items by her device's counter: the places that her
 * items hold by arrival stay hers, and are filled by that counter.
 */
export function inOrder(evidence: Record<string, Evidence>): Evidence[] {
  const items = Object.values(evidence).sort(
    (a, b) => a.received_at.localeCompare(b.received_at) || a.id.localeCompare(b.id),
  );
  const counted = new Map<string, Evidence[]>();
  for (const item of items) {
    if (item.sequence === null) continue;
    const mine = counted.get(item.author.id) ?? [];
    counted.set(item.author.id, [...mine, item]);
  }
  for (const mine of counted.values()) mine.sort((a, b) => (a.sequence ?? 0) - (b.sequence ?? 0));
  return items.map((item) =>
    item.sequence === null ? item : (counted.get(item.author.id)?.shift() ?? item),
  );
}

/**
 * The first photo from before the work and the last from after it: the pair that a client looks
 * for.
 */
export function beforeAndAfter(evidence: Evidence[]): { before?: Evidence; after?: Evidence } {
  const photos = evidence.filter(
    (item) => item.kind === "photo" && item.renditions.large && !item.withdrawn_at,
  );
  const before = photos.find((item) => item.phase === "before");
  const after = photos.findLast((item) => item.phase === "after");
  return { ...(before && { before }), ...(after && { after }) };
}

/** Whether evidence has a card among the notes: what is read, heard or saved, and not seen. */
export const hasCard = ({ kind }: Evidence): boolean =>
  kind === "note" || kind === "voice_note" || kind === "file";
