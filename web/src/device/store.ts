import { inTime } from "./in-time";
import type { Entry, Owner } from "../protocol/outbox/entries";
import type { OutboxStore } from "../protocol/outbox/keeping";

const TABLE = "outbox";

/**
 * The outbox's store in IndexedDB: photos survive a reload, a locked phone, a killed tab. `owner`:
 * the owner of the entries that an earlier version kept in this store, which noted none.
 */
export function indexedStore(name: string, owner: Owner | null = null): OutboxStore {
  let opened: Promise<IDBDatabase> | null = null;
  const table = async (mode: IDBTransactionMode) => {
    // A store that did not open is tried again: it may have been another tab that held it.
    opened ??= open(name).catch((error: unknown) => {
      opened = null;
      throw error;
    });
    return (await opened).transaction(TABLE, mode).objectStore(TABLE);
  };
  return {
    all: async () => {
      const entries = await answer<Entry[]>((await table("readonly")).getAll());
      return entries.map((entry) => ({ ...entry, owner: entry.owner ?? owner }));
    },
    put: async (entry) => {
      await answer((await table("readwrite")).put(entry));
      // What is read back rests in the store, and no longer in this page's memory.
      const kept = await answer<Entry | undefined>((await table("readonly")).get(entry.id));
      if (!kept) throw new DOMException("The entry was not kept.", "NotReadableError");
      return kept;
    },
    remove: async (id) => void (await answer((await table("readwrite")).delete(id))),
  };
}

/** Milliseconds to open the store, which some phones never do, and to write or read in it. */
const OPENS = 5000;
const WRITES = 30_000;

function open(name: string): Promise<IDBDatabase> {
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(TABLE, { keyPath: "id" });
  return inTime(done(request), OPENS, (database) => database.close());
}

const answer = <Result>(request: IDBRequest<Result>) => inTime(done(request), WRITES);

function done<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
