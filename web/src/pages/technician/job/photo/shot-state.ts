import { isOnlyHere, type OutboxItem } from "../../../../protocol/outbox/entries";

export type ShotState = "saving" | "kept" | "onlyHere" | "stored" | "refused" | "failed";

/** Where a shot is: `item` is its place in the outbox, which it has once its picture is made. */
export function shotState(failed: boolean, item: OutboxItem | undefined): ShotState {
  if (failed) return "failed";
  if (!item) return "saving";
  const { stage } = item.progress.value;
  if (stage === "stored" || stage === "refused") return stage;
  if (isOnlyHere(item)) return "onlyHere";
  return item.safety.value === "safe" ? "kept" : "saving";
}
