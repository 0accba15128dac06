import { standsOn, type DeliveryStage, type Entry, type OutboxItem } from "./entries";

const DONE = new Set<DeliveryStage>(["stored", "refused"]);

/**
 * The queue of an entry that goes strictly after those that were made before it in the same place;
 * null for an entry that goes by itself.
 */
export function queueOf(entry: Entry): string | null {
  if (entry.kind === "statement") return `${entry.job}.statements`;
  if (entry.kind === "message") return `${entry.session}.messages`;
  return entry.kind === "caption" ? `${entry.after}.captions` : null;
}

/**
 * Whether the entry waits for another one of these. A refused one is not waited for: the server
 * refuses this one, too, or takes it by itself.
 */
export function waitsForOther(items: OutboxItem[], entry: Entry): boolean {
  const ground = standsOn(entry);
  const isMark = ground !== null && !queueOf(entry);
  // Marks on one picture go in order, so that they lie on each other as they were drawn.
  const place = isMark ? items.findIndex((item) => item.entry === entry) : 0;
  const isEarlierMark = (other: Entry, index: number) =>
    index < place && standsOn(other) === ground && !queueOf(other);
  return items.some(
    ({ entry: other, progress }, index) =>
      (precedes(other, entry) || other.id === ground || isEarlierMark(other, index)) &&
      !DONE.has(progress.value.stage),
  );
}

/** Whether the other one is an earlier one of the same person's in the same queue. */
export function precedes(other: Entry, entry: Entry): boolean {
  const queue = queueOf(entry);
  const hers = queue !== null && queueOf(other) === queue && other.owner?.id === entry.owner?.id;
  // An entry without a number yet comes after all that have one.
  return hers && other.sequence > 0 && other.sequence < entry.sequence;
}

/** Bytes up to which a file is sent before the large ones. */
const SMALL = 500_000;

const weightOf = (entry: Entry): number =>
  "blob" in entry ? (entry.blob.size <= SMALL ? 1 : 2) : 0;

/**
 * The items in the order in which they are sent: what is small first, so that the desk reads it
 * soon; then the job in which something was taken last, each job in the order of capture.
 */
export function inSendingOrder(items: OutboxItem[]): OutboxItem[] {
  const last = new Map<string, number>();
  for (const { entry } of items)
    last.set(entry.job, Math.max(last.get(entry.job) ?? 0, entry.sequence));
  const newest = (one: Entry, other: Entry) =>
    (last.get(other.job) ?? 0) - (last.get(one.job) ?? 0);
  return [...items].sort(
    ({ entry: one }, { entry: other }) =>
      weightOf(one) - weightOf(other) || newest(one, other) || one.sequence - other.sequence,
  );
}

/**
 * The name that a page holds while it sends the entry. Those of one queue have one name, since two
 * pages could send them out of order else.
 */
export const heldAs = (entry: Entry): string => `smart-hands.outbox.${queueOf(entry) ?? entry.id}`;
