import { expect, test, vi } from "vitest";
import { Outbox } from "../src/protocol/outbox/outbox";
import type { Entry } from "../src/protocol/outbox/entries";
import { MemoryStore, note, pass, picture, slowStore, stages, World } from "./outboxes";
import { withFakeTimers } from "./timers";

withFakeTimers();

/** A store without room, until there is some. */
class FullStore extends MemoryStore {
  problem: DOMException | null = new DOMException("", "QuotaExceededError");
  override put = (entry: Entry) => {
    return this.problem ? Promise.reject(this.problem) : this.take(entry);
  };
}

const safety = (outbox: Outbox) => outbox.items.value.map((item) => item.safety.value);

test.each([
  ["full", new DOMException("", "QuotaExceededError")],
  ["failed", new DOMException("", "UnknownError")],
] as const)(
  "an item that the device did not keep says so (%s), and is sent all the same",
  async (said, problem) => {
    let down = true;
    const world = new World(() => (down ? "lost" : "none"));
    const store = new FullStore();
    store.problem = problem;
    const outbox = new Outbox(world.ports(), store);
    const added = outbox.add(picture("p"));
    expect(safety(outbox)).toEqual(["writing"]);
    await added;
    expect(safety(outbox)).toEqual([said]);
    expect(outbox.onlyHere.value.map(({ entry }) => entry.id)).toEqual(["p"]);
    down = false;
    await pass(60_000);
    expect(stages(outbox)).toEqual(["stored"]);
    expect(outbox.onlyHere.value).toEqual([]);
  },
);

test("an item that had no room is kept when another one has gone, or somebody tries again", async () => {
  const world = new World((step) => (step === "put" ? "lost" : "none"));
  const store = new FullStore();
  const outbox = new Outbox(world.ports(), store);
  await outbox.add(picture("p"));
  store.problem = null;
  await outbox.add(note("n"));
  await pass(1000);
  expect(safety(outbox)).toEqual(["safe", "safe"]);
  expect([...store.entries.keys()]).toEqual(["p"]);
});

test("a lent file is copied without waiting for the counter", async () => {
  let answer = (_: number): void => {};
  const nextSequence = () => new Promise<number>((done) => (answer = done));
  const store = new MemoryStore();
  const outbox = new Outbox({ ...new World(() => "lost").ports(), nextSequence }, store);
  const { sequence: _, ...lent } = picture("p");
  const read = vi.spyOn(lent.blob as Blob, "arrayBuffer");
  const added = outbox.add(lent);
  await pass(10);
  expect(read).toHaveBeenCalledTimes(1);
  answer(7);
  await added;
  expect(store.entries.get("p")?.sequence).toBe(7);
});

test("a caption that is written while its picture is being kept is kept, too", async () => {
  const world = new World(() => "lost");
  const { store, kept } = slowStore();
  const outbox = new Outbox(world.ports(), store);
  const added = outbox.add(picture("p"));
  await pass(10);
  await outbox.edit("p", { caption: "left fan" });
  kept();
  await added;
  expect(store.entries.get("p")).toMatchObject({ caption: "left fan" });
  expect(outbox.items.value[0]?.entry).toMatchObject({ caption: "left fan" });
});

test("numbers go on above what an earlier page left, also where the device's counter went back", async () => {
  const world = new World(() => "lost");
  const store = new MemoryStore();
  store.entries.set("old", { ...note("old"), sequence: 700 });
  const outbox = new Outbox(world.ports(), store);
  await outbox.restore();
  const { sequence: _, ...unnumbered } = note("new");
  await outbox.add(unnumbered as Entry);
  expect(store.entries.get("new")?.sequence).toBe(701);
  const nextSequence = vi.fn(() => Promise.reject());
  const deaf = new Outbox({ ...world.ports(), nextSequence }, store);
  await deaf.restore();
  expect([await deaf.number(), await deaf.number()]).toEqual([702, 703]);
  expect(nextSequence).toHaveBeenCalledTimes(1);
});

/** Two pages of one browser, each with what the store had when it was opened. */
async function twoPages(trouble: () => "lost" | "none") {
  const world = new World(trouble);
  const store = new MemoryStore();
  const pages = [new Outbox(world.ports(), store), new Outbox(world.ports(), store)] as const;
  await pages[0].add(picture("p"));
  await pages[0].add(note("n"));
  await pages[1].restore();
  return { world, pages };
}

test("two pages send each thing once", async () => {
  let down = true;
  const { world, pages } = await twoPages(() => (down ? "lost" : "none"));
  await pass(1000);
  world.calls = [];
  down = false;
  for (const page of pages) page.wake();
  await pass(60_000);
  expect(world.calls.filter((call) => call.startsWith("put"))).toEqual(["put p"]);
  expect(pages.map(stages)).toEqual([
    ["stored", "stored"],
    ["stored", "stored"],
  ]);
});

test("what is thrown away in one page is sent by none, unless it is taken back", async () => {
  let down = true;
  const { world, pages } = await twoPages(() => (down ? "lost" : "none"));
  await pass(1000);
  const takeBack = pages[0].discard("p");
  await pass(1000);
  down = false;
  for (const page of pages) page.wake();
  await pass(60_000);
  expect(world.objects.size).toBe(0);
  expect(pages[1].items.value.map(({ entry }) => entry.id)).toEqual(["n"]);
  await takeBack?.();
  await pass(60_000);
  expect([...world.objects.keys()]).toEqual(["p"]);
});
