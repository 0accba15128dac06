import { inTime } from "../in-time";
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

/** Whose keys were forgotten, each time: what was read or fetched before is not used after it. */
const forgotten: ((person: string) => boolean)[] = [];
const wasForgotten = (person: string, since: number): boolean =>
  forgotten.slice(since).some((whose) => whose(person));

/** Milliseconds that a photo waits for the keys' store before it is kept as it is. */
const PATIENCE = 1500;

/** The keys by which entries can be read, by their ids. A store that fails has none. */
export async function keysHere(): Promise<ReadonlyMap<string, HeldKey>> {
  if (!canEncrypt()) return held;
  const since = forgotten.length;
  const all = await rows().catch(() => []);
  for (const row of all) if (hasKey(row) && !wasForgotten(row.person, since)) held.set(row.id, row);
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
  const found = known ? [known] : (await inTime(keysHere(), PATIENCE)).values();
  return hers(found) ?? null;
}

/**
 * Have a key of this person here, and those by these ids, by which something of hers can't be read:
 * they are asked for anew. `fetch` asks the server for 32 bytes.
 */
export async function fetchKeys(
  person: string,
  ids: string[],
  fetch: (id: string) => Promise<Uint8Array<ArrayBuffer>>,
): Promise<void> {
  if (!canEncrypt()) return;
  const since = forgotten.length;
  const own = await ownId(person);
  const hasOwn = (await rows()).some(({ id, key }) => id === own && key);
  for (const id of new Set([...(hasOwn ? [] : [own]), ...ids])) {
    // It can be used here, and not be copied from here.
    const use = ["encrypt", "decrypt"] as const;
    const key = await crypto.subtle.importKey("raw", await fetch(id), "AES-GCM", false, use);
    const isForgotten = () => wasForgotten(person, since);
    // It is on the disk before anything is encrypted by it.
    if (!isForgotten()) await table.run("keep", (keys) => keys.put({ id, person, key }));
    if (isForgotten()) {
      await table.run("keep", (keys) => keys.put({ id, person }));
      throw new Error("Keys were forgotten meanwhile.");
    }
    held.set(id, { id, person, key });
    left.delete(id);
  }
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
  forgotten.push(whose);
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
