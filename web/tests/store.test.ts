import "fake-indexeddb/auto";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { nextSequence } from "../src/device/store/counter";
import { indexedStore } from "../src/device/store/entries";
import { StoreTable } from "../src/device/store/table";
import { note, picture } from "./outboxes";

beforeEach(() => void vi.restoreAllMocks());

const { put } = IDBObjectStore.prototype;
const begin = IDBDatabase.prototype.transaction;
const full = () => new DOMException("", "QuotaExceededError");

/** Lets the next transaction succeed request by request, and come to nothing at its end. */
function abortedBy(error: DOMException) {
  vi.spyOn(IDBObjectStore.prototype, "put").mockImplementationOnce(function (
    this: IDBObjectStore,
    ...given
  ) {
    const request = put.apply(this, given);
    Object.defineProperty(this.transaction, "error", { get: () => error });
    request.addEventListener("success", () => this.transaction.abort());
    return request;
  });
}

describe("an entry is kept", () => {
  test("once its transaction is complete, and the browser is asked to wait for the disk", async () => {
    const events: string[] = [];
    vi.spyOn(IDBDatabase.prototype, "transaction").mockImplementation(function (
      this: IDBDatabase,
      ...given
    ) {
      const transaction = begin.apply(this, given);
      const [, mode, options] = given;
      transaction.addEventListener("complete", () =>
        events.push(`${mode}, ${options?.durability}: complete`),
      );
      return transaction;
    });
    await indexedStore("complete")
      .put(note("n"))
      .then(() => events.push("kept"));
    expect(events.slice(-3)).toEqual([
      "readwrite, strict: complete",
      "readonly, relaxed: complete",
      "kept",
    ]);
  });

  test("or refused, where the store is full although the request had succeeded", async () => {
    const store = indexedStore("full");
    await store.put(note("before"));
    abortedBy(full());
    await expect(store.put(picture("p"))).rejects.toMatchObject({ name: "QuotaExceededError" });
    expect((await store.all()).map(({ id }) => id)).toEqual(["before"]);
    await store.put(note("small"));
    expect((await store.all()).map(({ id }) => id)).toEqual(["before", "small"]);
  });

  test("by a second try, where the first one fails for another reason", async () => {
    const store = indexedStore("once");
    abortedBy(new DOMException("Internal error committing transaction.", "UnknownError"));
    expect((await store.put(note("n"))).id).toBe("n");
    abortedBy(new DOMException("", "UnknownError"));
    abortedBy(new DOMException("", "UnknownError"));
    await expect(store.put(note("m"))).rejects.toMatchObject({ name: "UnknownError" });
  });

  test("through a new connection, where the old one was lost while the phone slept", async () => {
    const store = indexedStore("lost");
    await store.put(note("n"));
    const lost = new Set<IDBDatabase>();
    vi.spyOn(IDBDatabase.prototype, "transaction").mockImplementation(function (
      this: IDBDatabase,
      ...given
    ) {
      if (lost.size === 0) lost.add(this);
      if (lost.has(this)) throw new DOMException("The connection is closing.", "InvalidStateError");
      return begin.apply(this, given);
    });
    expect((await store.all()).map(({ id }) => id)).toEqual(["n"]);
  });
});

test("a tab of a later version gets the database, and this one goes on", async () => {
  const table = new StoreTable("later", "values");
  await table.run("write", (values) => values.put(1, "a"));
  const upgraded = await new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open("later", 1);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  upgraded.close();
  await new Promise<void>((resolve, reject) => {
    const request = indexedDB.deleteDatabase("later");
    request.onsuccess = () => resolve();
    request.onblocked = () => reject(new Error("blocked"));
  });
  expect(await table.run("read", (values) => values.get("a"))).toBeUndefined();
});

describe("the counter of captures", () => {
  test("goes on where an earlier version had stopped, and above what it is told", async () => {
    vi.stubGlobal("localStorage", { getItem: () => "41" });
    expect(await nextSequence(0)).toBe(42);
    expect(await nextSequence(99)).toBe(100);
    expect(await nextSequence(0)).toBe(101);
    vi.unstubAllGlobals();
  });

  test("gives each tab numbers of its own, in the order in which they were asked for", async () => {
    const given = await Promise.all(Array.from({ length: 20 }, () => nextSequence(0)));
    expect(given).toEqual(given.map((_, index) => (given[0] ?? 0) + index));
  });
});

test("what was thrown away is known to all pages, until it is wanted again", async () => {
  const here = indexedStore("shared");
  const there = indexedStore("shared");
  await here.put(note("n"));
  await here.discard("n");
  expect([await there.isDiscarded("n"), await there.all()]).toEqual([true, []]);
  await there.takeBack("n");
  expect(await here.isDiscarded("n")).toBe(false);
});
