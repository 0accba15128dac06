import { signal } from "@preact/signals";
import { beforeEach, expect, test, vi } from "vitest";
import type { Login } from "../src/protocol/net/wire";
import type { NewEntry } from "../src/protocol/outbox/entries";

const added: NewEntry[] = [];
/** Ends each read of a file that is on its way. */
let reads: (() => void)[] = [];
let seen = 4;

vi.mock("../src/app/state", () => ({ me: signal<Login | null>(null) }));
vi.mock("../src/app/use-job", () => ({ seenOf: () => seen }));
vi.mock("../src/app/outbox", () => ({
  draftName: (id: string) => id,
  outbox: { number: async () => 7, add: async (entry: NewEntry) => void added.push(entry) },
}));
vi.mock("../src/device/browser", () => ({ buzz: () => {} }));
vi.stubGlobal("navigator", {});
const { me } = await import("../src/app/state");
const { takeFiles } = await import("../src/pages/technician/job/take");
const { oversized, settleOversized } = await import("../src/pages/technician/job/oversized");
const { holdsAny } = await import("../src/device/tabs");

const signedIn = (id: string) => ({ person: { id, name: id } }) as Login;
/** A PNG of these sides, which is read once the test lets it. */
class SlowFile extends Blob {
  constructor(
    readonly name: string,
    side: number,
  ) {
    const head = new DataView(new ArrayBuffer(33));
    head.setUint32(0, 0x89504e47);
    head.setUint32(4, 0x0d0a1a0a);
    head.setUint32(8, 13);
    head.setUint32(12, 0x49484452);
    head.setUint32(16, side);
    head.setUint32(20, side);
    super([head.buffer]);
  }
  readonly lastModified = 0;
  override slice(from?: number, to?: number): Blob {
    const part = super.slice(from, to);
    part.arrayBuffer = async () => {
      await new Promise<void>((go) => reads.push(go));
      return Blob.prototype.arrayBuffer.call(part);
    };
    return part;
  }
}
const file = (name: string, side: number) => new SlowFile(name, side) as unknown as File;

async function readAll(taking: Promise<void>): Promise<void> {
  let over = false;
  void taking.then(() => (over = true));
  while (!over) {
    for (const go of reads.splice(0)) go();
    await new Promise((turn) => setImmediate(turn));
  }
}

beforeEach(() => {
  added.length = 0;
  reads = [];
  seen = 4;
  me.value = signedIn("tess");
});

test("chosen photos are hers who chose them, and hold the page until all are in the outbox", async () => {
  expect(holdsAny()).toBe(false);
  const taking = takeFiles("job", "before", [file("a.png", 10), file("b.png", 10)], "gallery");
  expect(holdsAny()).toBe(true);
  me.value = signedIn("theo");
  seen = 9;
  await readAll(taking);
  expect(holdsAny()).toBe(false);
  expect(added.map(({ owner }) => owner?.id)).toEqual(["tess", "tess"]);
  expect(added.map((entry) => "seen" in entry && entry.seen)).toEqual([4, 4]);
});

test("a picture that waits for her word holds the page, and nobody else is asked about it", async () => {
  await readAll(takeFiles("job", "before", [file("wall.png", 20_000)], "gallery"));
  expect(oversized.value.map(({ entry }) => entry.name)).toEqual(["wall.png"]);
  expect([added, holdsAny()]).toEqual([[], true]);
  me.value = signedIn("theo");
  expect(oversized.value).toEqual([]);
  me.value = signedIn("tess");
  const [first] = oversized.value;
  if (first) await settleOversized(first, true);
  expect(added.map(({ sequence, owner }) => [sequence, owner?.id])).toEqual([[7, "tess"]]);
  expect([oversized.value, holdsAny()]).toEqual([[], false]);
});

test("what can't be shown as a picture is attached as a file, after the photos", async () => {
  const raw = new File(["II*\0 a raw photo"], "IMG_1.dng");
  await readAll(takeFiles("job", "after", [raw, file("a.png", 10)], "gallery"));
  expect(added.map((entry) => [entry.kind, "name" in entry && entry.name])).toEqual([
    ["photo", "a.png"],
    ["file", "IMG_1.dng"],
  ]);
  expect(added[1]).toMatchObject({
    ...{ media_type: "application/octet-stream", audience: "internal", phase: "after", seen: 4 },
    ...{ owner: { id: "tess" }, blob: raw },
  });
});

test("a file goes under a name that the server takes", async () => {
  const names = ["a\nb\u202ec.log", "\u200e", `${"x".repeat(300)}.pcap`];
  await readAll(
    takeFiles(
      "job",
      "after",
      names.map((name) => new File(["a"], name)),
      "gallery",
    ),
  );
  expect(added.map((entry) => "name" in entry && entry.name)).toEqual([
    "a b c.log",
    "file",
    `${"x".repeat(195)}.pcap`,
  ]);
});

test("a guest's file is for the client too, and a file without bytes is not taken", async () => {
  me.value = { person: { id: "gus", name: "gus", role: "guest" } } as Login;
  const files = [new File(["a log"], "switch.log"), new File([], "empty.log")];
  await readAll(takeFiles("job", "after", files, "gallery"));
  expect(added.map((entry) => "audience" in entry && entry.audience)).toEqual(["client"]);
});
