import type { Entry } from "../src/protocol/outbox/entries";
import type { OutboxStore } from "../src/protocol/outbox/keeping";
import type { UnreadEntry } from "../src/protocol/outbox/owners";

/** A device's store that keeps what it takes in memory. */
export class MemoryStore implements OutboxStore {
  entries = new Map<string, Entry>();
  all = async () => [...this.entries.values()];
  /** The entries that can't be read here. */
  locked: UnreadEntry[] = [];
  unread = async () => this.locked;
  discarded = new Set<string>();
  put = (entry: Entry) => this.take(entry);
  protected async take(entry: Entry): Promise<Entry> {
    this.entries.set(entry.id, structuredClone(entry));
    return this.entries.get(entry.id) as Entry;
  }
  remove = async (id: string) => void this.entries.delete(id);
  discard = async (id: string) => {
    this.discarded.add(id);
    this.entries.delete(id);
  };
  takeBack = async (id: string) => void this.discarded.delete(id);
  isDiscarded = async (id: string) => this.discarded.has(id);
}

/** A store that takes nothing before `kept` is called. */
export function slowStore() {
  const store = new MemoryStore();
  const { put } = store;
  let kept = (): void => {};
  const takes = new Promise<void>((done) => {
    kept = done;
  });
  store.put = (entry) => takes.then(() => put(entry));
  return { store, kept };
}
