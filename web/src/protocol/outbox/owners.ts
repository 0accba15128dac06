import type { Entry, Owner } from "./entries";

/** What anybody may know of an entry that is encrypted. */
export interface UnreadEntry {
  id: string;
  owner: Owner;
  sequence: number;
  /** Whether its key is not here yet; with the key, it can't be read any more. */
  waitsForKey: boolean;
}

/** How many entries wait for their owner; null for the owner whom an earlier version didn't note. */
export interface WaitingForOwner {
  owner: Owner | null;
  count: number;
}

export function countByOwner(entries: Pick<Entry, "owner">[]): WaitingForOwner[] {
  const counts = new Map<string, WaitingForOwner>();
  for (const { owner } of entries) {
    const counted = counts.get(owner?.id ?? "") ?? { owner, count: 0 };
    counts.set(owner?.id ?? "", { owner, count: counted.count + 1 });
  }
  return [...counts.values()];
}
