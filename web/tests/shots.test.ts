import { signal } from "@preact/signals";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Login } from "../src/protocol/net/wire";
import type { NewEntry, WholeFile } from "../src/protocol/outbox/entries";
import type { Frame } from "../src/pages/technician/job/photo/shots";

const added: NewEntry[] = [];
const completed: (WholeFile | null)[] = [];
const discard = vi.fn(() => async () => {});

vi.mock("../src/app/state", () => ({ me: signal<Login | null>(null) }));
vi.mock("../src/app/use-job", () => ({ seenOf: () => 4 }));
vi.mock("../src/app/outbox", () => ({
  draftName: (id: string) => id,
  outbox: {
    items: { value: [] },
    number: async () => 7,
    add: async (entry: NewEntry) => void added.push(entry),
    complete: async (_: string, whole: WholeFile | null) => void completed.push(whole),
    discard,
  },
}));
vi.mock("../src/device/browser", () => ({ buzz: () => {} }));
vi.mock("../src/pages/technician/job/OutboxLine", () => ({ onlyHereWords: () => "" }));
const { me } = await import("../src/app/state");
const { ShotTaker } = await import("../src/pages/technician/job/photo/shots");

const signedIn = (id: string) => ({ person: { id, name: id } }) as Login;
const jpeg = new Blob([Uint8Array.of(0xff, 0xd8, 0xff, 0xe0)]);
const revoked = vi.fn();

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("navigator", {});
  vi.stubGlobal("requestAnimationFrame", (go: () => void) => setTimeout(go, 16));
  let made = 0;
  vi.stubGlobal("URL", { createObjectURL: () => `blob:${++made}`, revokeObjectURL: revoked });
  added.length = completed.length = 0;
  revoked.mockClear();
  me.value = signedIn("tess");
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Frames that are made whole once `finish` is called for each. */
function frames() {
  const [looked, waiting]: [number[], (() => void)[]] = [[], []];
  const look = (): Frame => {
    looked.push(Date.now());
    return {
      first: async () => jpeg,
      whole: () => new Promise((made) => waiting.push(() => made(jpeg))),
    };
  };
  return { look, looked, finish: () => waiting.shift()?.() };
}

test("no more than three frames rest in memory, and a press that waits takes a later one", async () => {
  const taker = new ShotTaker("job", "before");
  const { look, looked, finish } = frames();
  for (let press = 0; press < 5; press++) void taker.take(look);
  await vi.advanceTimersByTimeAsync(1000);
  expect([looked.length, taker.frames.full.value, taker.taken.value]).toEqual([3, true, 3]);
  finish();
  await vi.advanceTimersByTimeAsync(1000);
  expect([looked.length, taker.shots.value.length]).toEqual([4, 4]);
  for (let left = 0; left < 4; left++) {
    finish();
    await vi.advanceTimersByTimeAsync(1000);
  }
  expect([looked.length, completed.length, taker.frames.full.value]).toEqual([5, 5, false]);
});

test("a photo is hers who pressed, whoever is signed in when its picture is made", async () => {
  const taker = new ShotTaker("job", "before");
  let make = (_: Blob): void => {};
  const first = () => new Promise<Blob>((made) => (make = made));
  void taker.take(() => ({ first, whole: async () => jpeg }));
  await vi.advanceTimersByTimeAsync(10);
  me.value = signedIn("theo");
  make(jpeg);
  await vi.advanceTimersByTimeAsync(1000);
  expect(added.map(({ owner }) => owner?.id)).toEqual(["tess"]);
});

test("a camera that has no frame for a moment is asked again, and for ever it is not", async () => {
  const taker = new ShotTaker("job", "before");
  const { look, looked, finish } = frames();
  let missing = 3;
  void taker.take(() => {
    if (missing-- > 0) throw new Error("no frame");
    return look();
  });
  await vi.advanceTimersByTimeAsync(1000);
  finish();
  await vi.advanceTimersByTimeAsync(1000);
  expect([looked.length, added.length, taker.shots.value[0]?.failed]).toEqual([1, 1, false]);
  void taker.take(() => {
    throw new Error("no frame");
  });
  await vi.advanceTimersByTimeAsync(2000);
  expect([added.length, taker.shots.value[0]?.failed, taker.frames.full.value]).toEqual([
    ...[1, true, false],
  ]);
});

test("every preview is let go of at the end, also of a shot that was thrown away", async () => {
  const taker = new ShotTaker("job", "before");
  for (let press = 0; press < 2; press++)
    void taker.take(() => ({ first: async () => jpeg, whole: async () => jpeg }));
  await vi.advanceTimersByTimeAsync(1000);
  const [newest] = taker.shots.value;
  if (newest) taker.discard(newest);
  expect(discard).toHaveBeenCalledWith(newest?.id);
  taker.close();
  expect(revoked.mock.calls.flat().sort()).toEqual(["blob:1", "blob:2"]);
});
