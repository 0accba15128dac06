import type { Event, Evidence, JobDocument } from "../net/wire";

export type JobStep =
  | { kind: "applied"; document: JobDocument }
  | { kind: "known" }
  | { kind: "gap"; after: number };

/** The document at `event.seq`, or the word that this event is old, or that some are missing. */
export function step(document: JobDocument, event: Event): JobStep {
  if (event.seq <= document.seq) return { kind: "known" };
  if (event.seq > document.seq + 1) return { kind: "gap", after: document.seq };
  return { kind: "applied", document: apply(document, event) };
}

/** Pure. A withheld event only moves `seq`: everyone counts the same events. */
export function apply(document: JobDocument, event: Event): JobDocument {
  const moved = { ...document, seq: event.seq };
  const details = event.body?.details;
  if (!details) return moved;
  if (details.job) moved.job = { ...moved.job, ...details.job };
  if (details.evidence) moved.evidence = mergeAll(moved.evidence, details.evidence);
  if (details.share) moved.shares = mergeAll(moved.shares, [details.share]);
  if (details.session) moved.sessions = mergeAll(moved.sessions, [details.session]);
  if (details.message) moved.messages = mergeAll(moved.messages, [details.message]);
  if (details.still) moved.stills = mergeAll(moved.stills, [details.still]);
  if (details.mark) moved.marks = mergeAll(moved.marks, [details.mark]);
  if (details.gap) moved.gaps = mergeAll(moved.gaps, details.gap);
  if (details.join) moved.joins = mergeAll(moved.joins, [details.join]);
  return moved;
}

function mergeAll<Item extends { id: string }>(
  known: Record<string, Item>,
  changes: (Partial<Item> & { id: string })[],
): Record<string, Item> {
  const merged = { ...known };
  for (const change of changes) {
    merged[change.id] = { ...(merged[change.id] ?? {}), ...change } as Item;
  }
  return merged;
}

/**
 * By arrival, but each author's items in the order of her device's own counter: the places her
 * items hold stay hers, and are filled by her own count.
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

/** The first clear picture before and the last one after: the pair a client looks for. */
export function beforeAndAfter(evidence: Evidence[]): { before?: Evidence; after?: Evidence } {
  const shown = evidence.filter(
    (item) => item.kind === "photo" && item.renditions.large && !item.withdrawn_at,
  );
  const before = shown.find((item) => item.phase === "before");
  const after = shown.findLast((item) => item.phase === "after");
  return { ...(before && { before }), ...(after && { after }) };
}

/** What is read or heard, and not seen. */
export const isSaid = ({ kind }: Evidence): boolean => kind === "note" || kind === "voice_note";
