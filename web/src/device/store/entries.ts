import type { Entry, Owner } from "../../protocol/outbox/entries";
import type { OutboxStore } from "../../protocol/outbox/keeping";
import { decrypt, encrypt, isEncrypted, type EncryptedRow } from "./encryption";
import { keyOf, keysHere, type HeldKey } from "./keys";
import { StoreTable } from "./table";

/** Milliseconds after which no other page shows any more what was discarded. */
const FORGOTTEN = 30 * 24 * 3_600_000;

type OutboxRow = Entry | EncryptedRow;

/** The outbox's store, and what a page does about the keys of what is in it. */
export interface IndexedStore extends OutboxStore {
  /** The ids of the keys by which entries of this person are encrypted that can't be read now. */
  missingKeys(person: string): Promise<string[]>;
  /**
   * Encrypt what was kept before this person's key was here, one entry after another. Resolves to
   * whether there was such.
   */
  encryptLeft(person: string): Promise<boolean>;
}

/**
 * The outbox's store in IndexedDB: photos survive a reload, a locked phone, a killed tab, an empty
 * battery. Each entry is encrypted by its owner's key once that is here. `owner`: the owner of the
 * entries that an earlier version kept in this store, which noted none.
 */
export function indexedStore(name: string, owner: Owner | null = null): IndexedStore {
  const entries = new StoreTable(name, "outbox", { keyPath: "id" });
  const turns = new Turns();
  const remove = (id: string) =>
    turns.take(id, () => entries.run("write", (table) => table.delete(id)));
  return {
    ...reading(entries, owner),
    put: (entry) => turns.take(entry.id, () => put(entries, entry)),
    encryptLeft: (person) => encryptLeft(entries, turns, person),
    remove,
    ...discarding(name, remove),
  };
}

/** Acts on one entry go in the order in which they were asked for: to encrypt takes a while. */
class Turns {
  private readonly last = new Map<string, Promise<unknown>>();

  take<Result>(id: string, act: () => Promise<Result>): Promise<Result> {
    const before = this.last.get(id) ?? Promise.resolve();
    const mine = before.then(act);
    const over = mine.catch(() => {});
    this.last.set(id, over);
    void over.then(() => this.last.get(id) === over && this.last.delete(id));
    return mine;
  }
}

const rowsOf = (entries: StoreTable) => entries.run<OutboxRow[]>("read", (table) => table.getAll());
const rowBy = (entries: StoreTable, id: string) =>
  entries.run<OutboxRow | undefined>("read", (table) => table.get(id));

function reading(
  entries: StoreTable,
  owner: Owner | null,
): Pick<IndexedStore, "all" | "unread" | "missingKeys"> {
  const unreadRows = async (keys: ReadonlyMap<string, HeldKey>) => {
    const encrypted = (await rowsOf(entries)).filter(isEncrypted);
    const read = await Promise.all(encrypted.map((row) => readRow(row, keys)));
    return encrypted.filter((_, place) => !read[place]);
  };
  return {
    all: async () => {
      const keys = await keysHere();
      const rows = await rowsOf(entries);
      const read = await Promise.all(
        rows.map((row) => (isEncrypted(row) ? readRow(row, keys) : row)),
      );
      const all = read.filter((entry) => entry !== null);
      return all.map((entry) => ({ ...entry, owner: entry.owner ?? owner }));
    },
    unread: async () => {
      const keys = await keysHere();
      return (await unreadRows(keys)).map(({ id, owner, sequence, encrypted }) => ({
        ...{ id, owner, sequence, waitsForKey: !keys.has(encrypted.key) },
      }));
    },
    missingKeys: async (person) => {
      const hers = (await unreadRows(await keysHere())).filter((row) => row.owner.id === person);
      return [...new Set(hers.map((row) => row.encrypted.key))];
    },
  };
}

async function put(entries: StoreTable, entry: Entry): Promise<Entry> {
  // A photo is kept as it is rather than lost, where this device has no key or can't encrypt.
  const key = entry.owner && (await keyOf(entry.owner.id).catch(() => null));
  const row = (key && (await encrypt(entry, key).catch(() => null))) || entry;
  await entries.run("keep", (table) => table.put(row));
  // What is read back rests in the store, and no longer in this page's memory.
  const kept = await rowBy(entries, entry.id);
  if (!kept) throw new DOMException("The entry was not kept.", "NotReadableError");
  return key && isEncrypted(kept) ? decrypt(kept, key.key) : (kept as Entry);
}

/** Null where its key is not here, or does not fit. */
async function readRow(row: EncryptedRow, keys: ReadonlyMap<string, HeldKey>) {
  const key = keys.get(row.encrypted.key);
  return key ? decrypt(row, key.key).catch(() => null) : null;
}

async function encryptLeft(entries: StoreTable, turns: Turns, person: string): Promise<boolean> {
  const isPlain = (row: OutboxRow | undefined): row is Entry =>
    row !== undefined && !isEncrypted(row) && row.owner?.id === person;
  const key = await keyOf(person);
  const left = key ? (await rowsOf(entries)).filter(isPlain) : [];
  for (const { id } of left)
    await turns.take(id, async () => {
      const row = await rowBy(entries, id);
      // Where there is no room for both, it stays as it is.
      if (isPlain(row)) await put(entries, row).catch(() => {});
    });
  return left.length > 0;
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
