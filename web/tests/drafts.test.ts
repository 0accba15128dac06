import { expect, test } from "vitest";
import { Outbox } from "../src/protocol/outbox/outbox";
import type { Entry, PhotoEntry } from "../src/protocol/outbox/entries";
import { MemoryStore, pass, picture, slowStore, stages, voice, World } from "./outboxes";
import { withFakeTimers } from "./timers";

withFakeTimers();

/** A photo of which the first, small picture is there. */
const first = (id: string): PhotoEntry => ({ ...picture(id), draft: true });
const whole = { blob: new Blob(["whole"]), media_type: "image/png" } as const;
const words = async (entry: Entry | undefined) =>
  entry && "blob" in entry ? await (entry.blob as Blob).text() : null;

test("the first picture is kept at once, and the whole one alone is sent", async () => {
  const [world, store] = [new World(), new MemoryStore()];
  const outbox = new Outbox(world.ports(), store);
  await outbox.add(first("p"));
  expect(outbox.items.value[0]?.safety.value).toBe("safe");
  await pass(60_000);
  outbox.wake();
  await pass(1000);
  expect(world.calls).toEqual([]);
  const { sequence } = store.entries.get("p") as Entry;
  await outbox.complete("p", whole);
  expect(store.entries.get("p")).toMatchObject({ sequence, media_type: "image/png" });
  expect(await words(store.entries.get("p"))).toBe("whole");
  await pass(1000);
  expect(stages(outbox)).toEqual(["stored"]);
  expect(world.calls).toEqual(["request p", "put p", "seal p"]);
  expect(world.objects.get("p")).toBe("hash of whole");
});

test("the first picture is sent where no whole one can be had", async () => {
  const [world, store] = [new World(() => "none"), new MemoryStore()];
  const outbox = new Outbox(world.ports(), store);
  await outbox.add(first("p"));
  await outbox.complete("p", null);
  await pass(1000);
  expect(world.objects.get("p")).toBe("hash of bytes of p");
});

test("the first picture stays kept, and is sent, where the whole one has no room", async () => {
  const world = new World();
  const store = new MemoryStore();
  const outbox = new Outbox(world.ports(), store);
  await outbox.add(first("p"));
  const { put } = store;
  store.put = (entry) =>
    "blob" in entry && entry.blob.size < 6
      ? Promise.reject(new DOMException("", "QuotaExceededError"))
      : put(entry);
  await outbox.complete("p", whole);
  expect(outbox.items.value[0]?.safety.value).toBe("safe");
  expect(outbox.onlyHere.value).toEqual([]);
  await pass(1000);
  expect(world.objects.get("p")).toBe("hash of bytes of p");
});

test("a photo that was never kept goes whole, from the page", async () => {
  const world = new World();
  const store = new MemoryStore();
  store.put = () => Promise.reject(new DOMException("", "QuotaExceededError"));
  const outbox = new Outbox(world.ports(), store);
  await outbox.add(first("p"));
  expect(outbox.onlyHere.value).toHaveLength(1);
  await outbox.complete("p", whole);
  await pass(1000);
  expect(world.objects.get("p")).toBe("hash of whole");
});

test("the next page sends what a killed one had kept, and leaves alone what is still made", async () => {
  const [world, store] = [new World(), new MemoryStore()];
  const hers = new Outbox(world.ports(), store);
  await hers.add(first("p"));
  world.speaking.add("p");
  const beside = new Outbox(world.ports(), store);
  await beside.restore();
  await pass(1000);
  expect([world.calls, beside.items.value]).toEqual([[], []]);
  world.speaking.delete("p");
  const next = new Outbox(world.ports(), store);
  await next.restore();
  await pass(1000);
  expect(stages(next)).toEqual(["stored"]);
  expect(world.objects.get("p")).toBe("hash of bytes of p");
});

test("what is discarded before it is whole comes back in no store, and undone it is sent", async () => {
  const world = new World();
  const { store, kept } = slowStore();
  const outbox = new Outbox(world.ports(), store);
  const added = outbox.add(first("p"));
  kept();
  await added;
  const completing = outbox.complete("p", whole);
  const undo = outbox.discard("p");
  await completing;
  await pass(1000);
  expect(store.entries.size).toBe(0);
  expect(world.calls).toEqual([]);
  await undo?.();
  await pass(1000);
  expect(world.objects.get("p")).toBe("hash of whole");
});

test("a caption that is written before it is whole is kept with it", async () => {
  const [world, store] = [new World(() => "lost"), new MemoryStore()];
  const outbox = new Outbox(world.ports(), store);
  await outbox.add(first("p"));
  await outbox.edit("p", { caption: "left fan" });
  await outbox.complete("p", whole);
  expect(store.entries.get("p")).toMatchObject({ caption: "left fan", media_type: "image/png" });
});

test("what a page that was killed meanwhile had kept is sent at the next wake", async () => {
  const [world, store] = [new World(), new MemoryStore()];
  await new Outbox(world.ports(), store).add(first("p"));
  world.speaking.add("p");
  const beside = new Outbox(world.ports(), store);
  await beside.restore();
  beside.wake();
  await pass(1000);
  expect(world.calls).toEqual([]);
  world.speaking.delete("p");
  beside.wake();
  await pass(1000);
  expect(world.objects.get("p")).toBe("hash of bytes of p");
});

test("a wake never takes the drafts that this page is making", async () => {
  const [world, store] = [new World(), new MemoryStore()];
  const outbox = new Outbox(world.ports(), store);
  await outbox.add(first("p"));
  await outbox.draft(voice("v"));
  outbox.wake();
  await pass(1000);
  expect(world.calls).toEqual([]);
});

test("what is discarded while its whole file is made, and undone, is sent whole", async () => {
  const [world, store] = [new World(), new MemoryStore()];
  const outbox = new Outbox(world.ports(), store);
  await outbox.add(first("early"));
  await outbox.add(first("late"));
  const undos = ["early", "late"].map((id) => outbox.discard(id));
  await undos[0]?.();
  await outbox.complete("early", whole);
  await outbox.complete("late", whole);
  await pass(1000);
  expect([...world.objects.keys()]).toEqual(["early"]);
  await undos[1]?.();
  await pass(1000);
  expect(["early", "late"].map((id) => world.objects.get(id))).toEqual([
    "hash of whole",
    "hash of whole",
  ]);
});

test("what is discarded, and undone before its whole file is made, waits for it", async () => {
  const [world, store] = [new World(), new MemoryStore()];
  const outbox = new Outbox(world.ports(), store);
  await outbox.add(first("p"));
  await outbox.discard("p")?.();
  outbox.wake();
  await pass(1000);
  expect(world.calls).toEqual([]);
  await outbox.complete("p", null);
  await pass(1000);
  expect(world.objects.get("p")).toBe("hash of bytes of p");
});

test("an item would end with its page until the device has kept it", async () => {
  const { store, kept } = slowStore();
  const outbox = new Outbox(new World(() => "lost").ports(), store);
  const added = outbox.add(first("p"));
  await pass(10);
  expect(outbox.endWithPage.value).toHaveLength(1);
  kept();
  await added;
  expect(outbox.endWithPage.value).toEqual([]);
  store.put = () => Promise.reject(new DOMException("", "QuotaExceededError"));
  await outbox.add(picture("q"));
  expect(outbox.endWithPage.value.map(({ entry }) => entry.id)).toEqual(["q"]);
});
