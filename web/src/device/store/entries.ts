import type { Entry, Owner } from "../../protocol/outbox/entries";
import type { OutboxStore } from "../../protocol/outbox/keeping";
import { StoreTable } from "./table";

/** Milliseconds after which no other page shows any more what was discarded. */
const FORGOTTEN = 30 * 24 * 3_600_000;

/**
 * The outbox's store in IndexedDB: photos survive a reload, a locked phone, a killed tab, an empty
 * battery. `owner`: the owner of the entries that an earlier version kept in this store, which noted
 * none.
 */
export function indexedStore(name: string, owner: Owner | null = null): OutboxStore {
  const entries = new StoreTable(name, "outbox", { keyPath: "id" });
  /** When each was discarded, by its id. */
  const discarded = new StoreTable(`${name}.discarded`, "discarded");
  const remove = (id: string) => entries.run("write", (table) => table.delete(id));
  return {
    all: async () => {
      const all = await entries.run<Entry[]>("read", (table) => table.getAll());
      return all.map((entry) => ({ ...entry, owner: entry.owner ?? owner }));
    },
    put: async (entry) => {
      await entries.run("keep", (table) => table.put(entry));
      // What is read back rests in the store, and no longer in this page's memory.
      const kept = await entries.run<Entry | undefined>("read", (table) => table.get(entry.id));
      if (!kept) throw new DOMException("The entry was not kept.", "NotReadableError");
      return kept;
    },
    remove,
    discard: async (id) => {
      await discarded.run("write", (table) => table.put(Date.now(), id));
      await remove(id);
    },
    takeBack: (id) => discarded.run("write", (table) => table.delete(id)),
    isDiscarded: async (id) => {
      const at = await discarded.run<number | undefined>("read", (table) => table.get(id));
      return at !== undefined && at > Date.now() - FORGOTTEN;
    },
  };
}
