import { StoreTable } from "./table";

/** The key by which this device encrypts what waits of one person, under an id of its own. */
export interface HeldKey {
  id: string;
  person: string;
  key: CryptoKey;
}

/** Without a key, nobody here reads what is hers. */
type KeyRow = Omit<HeldKey, "key"> & Partial<Pick<HeldKey, "key">>;

const table = new StoreTable("smart-hands.keys", "keys", { keyPath: "id" });
const rows = () => table.run<KeyRow[]>("read", (keys) => keys.getAll());

/** The keys that this page has used. */
const held = new Map<string, HeldKey>();
/** Those of people who have left: a photo that is being made then is encrypted all the same. */
const left = new Map<string, HeldKey>();

/** Pages that aren't served securely have no such means, and keep everything as it is. */
const canEncrypt = () => globalThis.crypto?.subtle !== undefined;

/** The keys by which entries can be read, by their ids. A store that fails has none. */
export async function keysHere(): Promise<ReadonlyMap<string, HeldKey>> {
  if (canEncrypt()) {
    const all = await rows().catch(() => []);
    for (const row of all) if (hasKey(row)) held.set(row.id, row);
  }
  return held;
}

const hasKey = (row: KeyRow): row is HeldKey => row.key !== undefined;

/** The key to read by; null where this device does not have it. */
export async function keyBy(id: string): Promise<CryptoKey | null> {
  return (held.get(id) ?? (await keysHere()).get(id))?.key ?? null;
}

/** The key by which to encrypt what is this person's; null where this device has none of hers. */
export async function keyOf(person: string): Promise<HeldKey | null> {
  const hers = (keys: Iterable<HeldKey>) => [...keys].find((key) => key.person === person);
  const known = hers([...held.values(), ...left.values()]);
  return known ?? hers((await keysHere()).values()) ?? null;
}

/**
 * Have a key of this person here, and those by these ids. `fetch` asks the server for 32 bytes.
 * Resolves to whether there is one that was not here before.
 */
export async function fetchKeys(
  person: string,
  ids: string[],
  fetch: (id: string) => Promise<Uint8Array<ArrayBuffer>>,
): Promise<boolean> {
  if (!canEncrypt()) return false;
  const missing = new Set([await ownId(person), ...ids]);
  for (const { id, key } of await rows()) if (key) missing.delete(id);
  for (const id of missing) {
    // It can be used here, and not be copied from here.
    const use = ["encrypt", "decrypt"] as const;
    const key = await crypto.subtle.importKey("raw", await fetch(id), "AES-GCM", false, use);
    await table.run("keep", (keys) => keys.put({ id, person, key }));
    held.set(id, { id, person, key });
  }
  return missing.size > 0;
}

/** What this device calls itself for this person. It is on the disk before anything is encrypted. */
function ownId(person: string): Promise<string> {
  return table.run("keep", (keys) => {
    const own = { result: "" };
    const all: IDBRequest<KeyRow[]> = keys.getAll();
    all.onsuccess = () => {
      const known = all.result.find((row) => row.person === person);
      own.result = known?.id ?? crypto.randomUUID();
      if (!known) keys.put({ id: own.result, person });
    };
    return own;
  });
}

/** Forget the keys of these people: what waits of theirs is read by nobody until they sign in. */
export async function forgetKeys(whose: (person: string) => boolean): Promise<void> {
  for (const key of [...held.values()].filter(({ person }) => whose(person))) {
    held.delete(key.id);
    left.set(key.id, key);
  }
  await table.run("keep", (keys) => {
    const all: IDBRequest<KeyRow[]> = keys.getAll();
    all.onsuccess = () => {
      for (const { id, person, key } of all.result)
        if (key && whose(person)) keys.put({ id, person });
    };
    return all;
  });
}
