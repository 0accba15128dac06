import "fake-indexeddb/auto";
import { expect, test, vi } from "vitest";
import { indexedStore } from "../src/device/store/entries";
import { Outbox } from "../src/protocol/outbox/outbox";
import { MemoryStore, pass, picture, slowStore, stages, World } from "./outboxes";
import { withFakeTimers } from "./timers";

withFakeTimers();

/** A file that its chooser lent: once `gone`, nothing reads it any more, as browsers have it. */
class LentFile extends Blob {
  gone = false;
  override arrayBuffer() {
    return this.gone ? unreadable() : super.arrayBuffer();
  }
  override text() {
    return this.gone ? unreadable() : super.text();
  }
  override slice(...range: [number?, number?]) {
    const part = super.slice(...range);
    if (this.gone) part.arrayBuffer = unreadable;
    return part;
  }
}

const unreadable = () => Promise.reject(new DOMException("gone", "NotReadableError"));
const lent = () => {
  const blob = new LentFile(["bytes of p"]);
  return { blob, entry: { ...picture("p"), blob } };
};

class FullStore extends MemoryStore {
  override put = () => Promise.reject(new DOMException("full", "QuotaExceededError"));
}

test.each([
  ["the store's copy", () => new MemoryStore()],
  ["a copy in memory, where the store takes none", () => new FullStore()],
])("what goes when the file has gone is %s", async (_name, store) => {
  let down = true;
  const world = new World(() => (down ? "lost" : "none"));
  const outbox = new Outbox(world.ports(), store());
  const { blob, entry } = lent();
  await outbox.add(entry);
  blob.gone = true;
  await pass(1000);
  down = false;
  await pass(60_000);
  expect(stages(outbox)).toEqual(["stored"]);
  expect(world.objects.get("p")).toBe("hash of bytes of p");
});

test("a file that went before it was copied is given back to her, with a word that is true", async () => {
  const outbox = new Outbox(new World().ports(), new FullStore());
  const { blob, entry } = lent();
  blob.gone = true;
  await outbox.add(entry);
  expect(stages(outbox)).toEqual(["refused"]);
  expect(outbox.items.value[0]?.progress.value.problem?.code).toBe("unreadable_file");
});

test("nothing is hashed before it is kept", async () => {
  const world = new World();
  const { store, kept } = slowStore();
  const outbox = new Outbox(world.ports(), store);
  const added = outbox.add(picture("p"));
  outbox.wake();
  await pass(1000);
  expect(world.calls).toEqual([]);
  kept();
  await added;
  await pass(1000);
  expect(stages(outbox)).toEqual(["stored"]);
});

test("an item that she removes while it is being kept is gone from the store, too", async () => {
  const { store, kept } = slowStore();
  const world = new World();
  const outbox = new Outbox(world.ports(), store);
  const added = outbox.add(picture("p"));
  outbox.discard("p");
  kept();
  await added;
  await pass(1000);
  expect([store.entries.size, world.calls]).toEqual([0, []]);
});

test("a PUT without an answer is the network's or the store's while the bytes can be read", async () => {
  const world = new World((step) => (step === "put" ? "lost" : "none"));
  const outbox = new Outbox(world.ports(), new MemoryStore());
  await outbox.add(picture("p"));
  await pass(1000);
  const { stage, problem } = outbox.items.value[0]!.progress.value;
  expect([stage, problem?.code]).toEqual(["waiting", "store_unreachable"]);
});

test("a PUT without an answer is the file's when the bytes can't be read, and is not tried for ever", async () => {
  const world = new World((step) => (step === "put" ? "lost" : "none"));
  const ports = world.ports();
  const store = new MemoryStore();
  const { blob, entry } = lent();
  store.put = async () => entry;
  ports.put = async () => {
    blob.gone = true;
    return 0;
  };
  const outbox = new Outbox(ports, store);
  await outbox.add(entry);
  await pass(60_000);
  const { stage, problem } = outbox.items.value[0]!.progress.value;
  expect([stage, problem?.code]).toEqual(["refused", "unreadable_file"]);
});

test("the browser's store gives back what it has kept", async () => {
  vi.useRealTimers();
  const entry = picture("kept");
  const kept = await indexedStore("lent").put(entry);
  expect(kept).not.toBe(entry);
  expect(kept).toMatchObject({ id: "kept", name: entry.name, owner: entry.owner });
});
