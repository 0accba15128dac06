import { standsOn, type DeliveryStage, type Entry, type OutboxItem } from "./entries";

const DONE = new Set<DeliveryStage>(["stored", "refused"]);

/**
 * Whether the entry waits for another one of these. A refused one is not waited for: the server
 * refuses this one, too.
 */
export function waitsForOther(items: OutboxItem[], entry: Entry): boolean {
  const ground = standsOn(entry);
  if (ground === null) return false;
  // Marks on one picture go in order, so that they lie on each other as they were drawn.
  const place = items.findIndex((item) => item.entry === entry);
  return items.some(({ entry: other, progress }, index) => {
    const before = other.id === ground || (index < place && standsOn(other) === ground);
    return before && !DONE.has(progress.value.stage);
  });
}
