import "fake-indexeddb/auto";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Entry } from "../src/protocol/outbox/entries";
import { picture, TESS, THEO } from "./outbox-entries";

beforeEach(() => {
  vi.resetModules();
  vi.stubGlobal("indexedDB", new IDBFactory());
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

/** The store and the keys of one page. */
async function page() {
  const { indexedStore } = await import("../src/device/store/entries");
  const keys = await import("../src/device/store/keys");
  const { readFile } = await import("../src/device/store/encryption");
  return { store: indexedStore("test"), ...keys, readFile };
}

const bytes = (fill: number) => new Uint8Array(32).fill(fill);
const serving = (fill: number) => vi.fn(async () => bytes(fill));
const ids = (entries: Entry[]) => entries.map(({ id }) => id).sort();

function rows(): Promise<Record<string, unknown>[]> {
  return new Promise((done) => {
    const opening = indexedDB.open("test");
    opening.onsuccess = () => {
      const all = opening.result.transaction("outbox").objectStore("outbox").getAll();
      all.onsuccess = () => done(all.result);
    };
  });
}

test("what is kept with a key is read by the next page, and by nobody once it is forgotten", async () => {
  const { store, fetchKeys, forgetKeys } = await page();
  await fetchKeys(TESS.id, [], serving(1));
  await store.put(picture("p"));
  expect(Object.keys((await rows())[0] ?? {})).not.toContain("caption");
  vi.resetModules();
  const next = await page();
  const [entry] = await next.store.all();
  if (!entry || !("blob" in entry)) throw new Error("no photo");
  expect(await (await next.readFile(entry.blob)).text()).toBe("bytes of p");
  await forgetKeys((person) => person === TESS.id);
  vi.resetModules();
  const last = await page();
  expect(await last.store.all()).toEqual([]);
  expect(await last.store.unread()).toMatchObject([{ id: "p", owner: TESS, waitsForKey: true }]);
  const server = serving(1);
  await last.fetchKeys(TESS.id, await last.store.missingKeys(TESS.id), server);
  expect([ids(await last.store.all()), server.mock.calls.length]).toEqual([["p"], 1]);
});

test("a key that does not fit is asked for anew", async () => {
  const { store, fetchKeys } = await page();
  await fetchKeys(TESS.id, [], serving(1));
  await store.put(picture("p"));
  const wrong = vi.fn(async () => bytes(2));
  const [id = ""] = await keyIds();
  await fetchKeys(TESS.id, [id], wrong);
  expect(await store.missingKeys(TESS.id)).toEqual([id]);
  expect(await store.unread()).toMatchObject([{ id: "p", waitsForKey: false }]);
  await fetchKeys(TESS.id, await store.missingKeys(TESS.id), serving(1));
  expect(ids(await store.all())).toEqual(["p"]);
});

function keyIds(): Promise<string[]> {
  return new Promise((done) => {
    const opening = indexedDB.open("smart-hands.keys");
    opening.onsuccess = () => {
      const all = opening.result.transaction("keys").objectStore("keys").getAllKeys();
      all.onsuccess = () => done(all.result as string[]);
    };
  });
}

test("what was kept before the key is encrypted once it is here, and read all the while", async () => {
  const { store, fetchKeys } = await page();
  await store.put(picture("p"));
  await store.put({ ...picture("his"), owner: THEO });
  await fetchKeys(TESS.id, [], serving(1));
  expect(ids(await store.all())).toEqual(["his", "p"]);
  expect(await store.encryptLeft(TESS.id)).toBe(true);
  expect((await rows()).map((row) => "encrypted" in row)).toEqual([false, true]);
  expect(ids(await store.all())).toEqual(["his", "p"]);
  expect(await store.encryptLeft(TESS.id)).toBe(false);
});

test("a store that has no room for it reads what is there as it is", async () => {
  const { store, fetchKeys } = await page();
  await store.put(picture("p"));
  await fetchKeys(TESS.id, [], serving(1));
  vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(() => {
    throw new DOMException("", "QuotaExceededError");
  });
  await store.encryptLeft(TESS.id);
  expect(ids(await store.all())).toEqual(["p"]);
});

test("what is thrown away while it is being encrypted stays away", async () => {
  const { store, fetchKeys } = await page();
  await fetchKeys(TESS.id, [], serving(1));
  const putting = store.put(picture("p"));
  await store.remove("p");
  await putting;
  expect(await rows()).toEqual([]);
  await store.put(picture("q"));
  const again = store.put({ ...picture("q"), caption: "left fan" });
  await store.discard("q");
  await again;
  expect(await rows()).toEqual([]);
});

test("a photo is kept as it is where the browser does not encrypt", async () => {
  const { store, fetchKeys } = await page();
  await fetchKeys(TESS.id, [], serving(1));
  vi.spyOn(crypto.subtle, "encrypt").mockRejectedValue(new Error("no memory"));
  await store.put(picture("p"));
  expect((await rows()).map((row) => "encrypted" in row)).toEqual([false]);
  expect(ids(await store.all())).toEqual(["p"]);
});

test("a key that comes after the sign-out is neither kept nor used", async () => {
  const { fetchKeys, forgetKeys, keysHere } = await page();
  let answer = (_: Uint8Array<ArrayBuffer>): void => {};
  const fetching = fetchKeys(TESS.id, [], () => new Promise((done) => (answer = done)));
  await new Promise((turn) => setTimeout(turn, 50));
  await forgetKeys(() => true);
  answer(bytes(1));
  await expect(fetching).rejects.toThrow("forgotten");
  expect([...(await keysHere()).keys()]).toEqual([]);
});

test("what is hers is read while the keys of others are forgotten", async () => {
  const { store, fetchKeys } = await page();
  await fetchKeys(TESS.id, [], serving(1));
  await store.put(picture("p"));
  vi.resetModules();
  const next = await page();
  const reading = next.store.all();
  const forgetting = next.forgetKeys((person) => person !== TESS.id);
  expect(ids(await reading)).toEqual(["p"]);
  await forgetting;
});
