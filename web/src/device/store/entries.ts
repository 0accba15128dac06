import type { Entry, Owner } from "../../protocol/outbox/entries";
import type { OutboxStore } from "../../protocol/outbox/keeping";
import { decrypt, encrypt, isEncrypted, type EncryptedRow } from "./encryption";
import { keyOf, keysHere, type HeldKey } from "./keys";
import { StoreTable } from "./table";

/** Milliseconds after which no other page shows any more what was discarded. */
const FORGOTTEN = 30 * 24 * 3_600_000;

type OutboxRow = Entry | EncryptedRow;

/** The outbox's store, and what a page needs to fetch the keys of what it can't read. */
export interface IndexedStore extends OutboxStore {
  /** The ids of the keys by which entries of this person are encrypted that can't be read now. */
  missingKeys(person: string): Promise<string[]>;
}

/**
 * The outbox's store in IndexedDB: photos survive a reload, a locked phone, a killed tab, an empty
 * battery. Each entry is encrypted by its owner's key once that is here. `owner`: the owner of the
 * entries that an earlier version kept in this store, which noted none.
 */
export function indexedStore(name: string, owner: Owner | null = null): IndexedStore {
  const entries = new StoreTable(name, "outbox", { keyPath: "id" });
  const remove = (id: string) => entries.run("write", (table) => table.delete(id));
  return { ...reading(entries, owner), put: putting(entries), remove, ...discarding(name, remove) };
}

const rowsOf = (entries: StoreTable) => entries.run<OutboxRow[]>("read", (table) => table.getAll());

function reading(
  entries: StoreTable,
  owner: Owner | null,
): Pick<IndexedStore, "all" | "unread" | "missingKeys"> {
  const unread = async () => {
    const keys = await keysHere();
    const encrypted = (await rowsOf(entries)).filter(isEncrypted);
    const read = await Promise.all(encrypted.map((row) => readRow(row, keys)));
    return encrypted.filter((_, place) => !read[place]);
  };
  return {
    all: async () => {
      const keys = await keysHere();
      const all: Entry[] = [];
      for (const row of await rowsOf(entries)) {
        const kept = isEncrypted(row) ? row : await encryptLeft(entries, row, keys);
        const entry = isEncrypted(kept) ? await readRow(kept, keys) : kept;
        if (entry) all.push({ ...entry, owner: entry.owner ?? owner });
      }
      return all;
    },
    unread,
    missingKeys: async (person) => {
      const hers = (await unread()).filter((row) => row.owner.id === person);
      return [...new Set(hers.map((row) => row.encrypted.key))];
    },
  };
}

function putting(entries: StoreTable): IndexedStore["put"] {
  return async (entry) => {
    // A photo is kept as it is rather than lost, if this device has lost its keys.
    const key = entry.owner && (await keyOf(entry.owner.id).catch(() => null));
    const row = key ? await encrypt(entry, key) : entry;
    await entries.run("keep", (table) => table.put(row));
    // What is read back rests in the store, and no longer in this page's memory.
    const kept = await entries.run<OutboxRow | undefined>("read", (table) => table.get(entry.id));
    if (!kept) throw new DOMException("The entry was not kept.", "NotReadableError");
    return key && isEncrypted(kept) ? decrypt(kept, key.key) : (kept as Entry);
  };
}

function discarding(
  name: string,
  remove: (id: string) => Promise<unknown>,
): Pick<IndexedStore, "discard" | "takeBack" | "isDiscarded"> {
  /** When each was discarded, by its id. */
  const discarded = new StoreTable(`${name}.discarded`, "discarded");
  return {
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

/** Null where its key is not here, or does not fit. */
async function readRow(row: EncryptedRow, keys: ReadonlyMap<string, HeldKey>) {
  const key = keys.get(row.encrypted.key);
  return key ? decrypt(row, key.key).catch(() => null) : null;
}

/** Encrypt what was kept before its owner's key was here, unless it has changed meanwhile. */
async function encryptLeft(
  entries: StoreTable,
  row: Entry,
  keys: ReadonlyMap<string, HeldKey>,
): Promise<OutboxRow> {
  const key = [...keys.values()].find(({ person }) => person === row.owner?.id);
  const encrypted = key && (await encrypt(row, key).catch(() => null));
  if (!encrypted) return row;
  return entries.run("keep", (table) => {
    const left = { result: row as OutboxRow };
    const now: IDBRequest<OutboxRow | undefined> = table.get(row.id);
    now.onsuccess = () => {
      if (!now.result || !isSame(now.result, row)) return;
      table.put(encrypted).onsuccess = () => {
        table.get(row.id).onsuccess = ({ target }) => {
          left.result = (target as IDBRequest<OutboxRow>).result;
        };
      };
    };
    return left;
  });
}

const wordsOf = (row: OutboxRow) =>
  JSON.stringify(row, (name, value) => (name === "blob" ? value.size : value));

/** The bytes of a file change only with its words: its length, or the mark of a draft. */
const isSame = (one: OutboxRow, other: OutboxRow): boolean => wordsOf(one) === wordsOf(other);
