import type { OutboxItem, StatementEntry } from "./entries";

export type StatementItem = OutboxItem & { entry: StatementEntry };

export function isStatement(item: OutboxItem): item is StatementItem {
  return item.entry.kind === "statement";
}

/** The statements among these, in the order in which they were made; of one job, or of all. */
export function statementsOf(items: OutboxItem[], job?: string): StatementItem[] {
  return items
    .filter(isStatement)
    .filter(({ entry }) => !job || entry.job === job)
    .sort((one, other) => one.entry.sequence - other.entry.sequence);
}

/**
 * The statements that are laid over their job: those that this device keeps, until the page has
 * fetched what came of them. One that was refused or passed on to the desk did not come true.
 */
export function laidOver(items: OutboxItem[], job: string): StatementEntry[] {
  return statementsOf(items, job).flatMap(({ entry, progress, safety }) => {
    const { stage, passedOn } = progress.value;
    return stage === "refused" || passedOn || safety.value === "writing" ? [] : entry;
  });
}

/** The statements that the server does not have yet. */
export function waitingStatements(items: OutboxItem[], job: string): StatementItem[] {
  return statementsOf(items, job).filter(
    ({ progress, safety }) =>
      !["stored", "refused"].includes(progress.value.stage) && safety.value !== "writing",
  );
}

/** The ids of the statements that came true, of one job or of all. */
export function appliedStatements(items: OutboxItem[], job?: string): string[] {
  return statementsOf(items, job).flatMap(({ entry, progress: { value } }) =>
    value.stage === "stored" && !value.passedOn ? entry.id : [],
  );
}
