import { expect, test, vi } from "vitest";
import type { Entry } from "../src/protocol/outbox/entries";
import { withRoomMade } from "../src/protocol/outbox/room";
import { MemoryStore, picture } from "./outboxes";

/** A phone that has room for a photo once so many things were given up. */
function phone(needed: number, problem = new DOMException("", "QuotaExceededError")) {
  const given: string[] = [];
  const store = new MemoryStore();
  store.put = async (entry: Entry) => {
    if (given.length < needed) throw problem;
    store.entries.set(entry.id, entry);
    return entry;
  };
  const give = (what: string) => async () => void given.push(what);
  return { given, store, roomy: withRoomMade(store, [give("pictures"), give("day")]) };
}

test.each([
  [0, []],
  [1, ["pictures"]],
  [2, ["pictures", "day"]],
])("a photo that finds no room has %i things given up for it", async (needed, expected) => {
  const { given, store, roomy } = phone(needed);
  await roomy.put(picture("p"));
  expect([given, [...store.entries.keys()]]).toEqual([expected, ["p"]]);
});

test("a photo that still finds no room is told so", async () => {
  const { given, roomy } = phone(3);
  await expect(roomy.put(picture("p"))).rejects.toMatchObject({ name: "QuotaExceededError" });
  expect(given).toEqual(["pictures", "day"]);
});

test("nothing is given up for a store that fails for another reason", async () => {
  const { given, roomy } = phone(1, new DOMException("", "UnknownError"));
  await expect(roomy.put(picture("p"))).rejects.toMatchObject({ name: "UnknownError" });
  expect(given).toEqual([]);
});

test("everything else of the store is as it was", async () => {
  const { store, roomy } = phone(0);
  await roomy.put(picture("p"));
  const removed = vi.spyOn(store.entries, "delete");
  await roomy.remove("p");
  expect(removed).toHaveBeenCalledWith("p");
});
