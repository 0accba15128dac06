import type { Entry } from "./entries";

/** The place of entries until the server has acknowledged them. */
export interface OutboxStore {
  all(): Promise<Entry[]>;
  /** Resolves to the entry as it is kept, whose bytes nothing outside of the store can change. */
  put(entry: Entry): Promise<Entry>;
  remove(id: string): Promise<void>;
}

/**
 * The entry with bytes of our own. A file that a chooser lent may change or go at any time, also
 * while a browser's store refers to it, so its bytes are copied before they are kept, hashed or
 * sent. A store that takes nothing leaves the copy in memory. Rejects when the file can't be read
 * any more.
 */
export async function keptBy(store: OutboxStore, entry: Entry): Promise<Entry> {
  const own = await copied(entry);
  return store.put(own).catch(() => own);
}

async function copied(entry: Entry): Promise<Entry> {
  if (entry.kind !== "photo") return entry;
  const bytes = await entry.blob.arrayBuffer();
  return { ...entry, blob: new Blob([bytes], { type: entry.blob.type }) };
}
