import {
  standsOn,
  type DeliveryStage,
  type Entry,
  type OutboxItem,
  type StatementEntry,
} from "./entries";

const DONE = new Set<DeliveryStage>(["stored", "refused"]);

/**
 * Whether the entry waits for another one of these. A refused one is not waited for: the server
 * refuses this one, too, or takes it by itself.
 */
export function waitsForOther(items: OutboxItem[], entry: Entry): boolean {
  if (entry.kind === "statement") return waitsForStatement(items, entry);
  const ground = standsOn(entry);
  if (ground === null) return false;
  // Marks on one picture go in order, so that they lie on each other as they were drawn.
  const place = items.findIndex((item) => item.entry === entry);
  return items.some(({ entry: other, progress }, index) => {
    const before = other.id === ground || (index < place && standsOn(other) === ground);
    return before && !DONE.has(progress.value.stage);
  });
}

/** Statements of one job go in the order in which they were made: each stands on those before it. */
function waitsForStatement(items: OutboxItem[], entry: StatementEntry): boolean {
  return items.some(
    ({ entry: other, progress }) => precedes(other, entry) && !DONE.has(progress.value.stage),
  );
}

/** Whether the other one is an earlier statement of the same person on the same job. */
export function precedes(other: Entry, { job, owner, sequence }: StatementEntry): boolean {
  const hers = other.kind === "statement" && other.job === job && other.owner?.id === owner?.id;
  // An entry without a number yet comes after all that have one.
  return hers && other.sequence > 0 && other.sequence < sequence;
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
 * The name that a page holds while it sends the entry. Statements of one job have one name, since
 * two pages could send them out of order else.
 */
export const heldAs = (entry: Entry): string =>
  `smart-hands.outbox.${entry.kind === "statement" ? `${entry.job}.statements` : entry.id}`;
