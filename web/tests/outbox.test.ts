import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ApiError } from "../src/protocol/client";
import type { Ports } from "../src/protocol/delivery";
import { backoff, goesAs, Outbox, type Entry, type PhotoEntry, type Shelf } from "../src/protocol/outbox";
import type { Evidence, UploadTicket } from "../src/protocol/wire";
import { at, JOB, photo } from "./builders";
import { seeded, seeds } from "./random";

/** A server and a store that keep the contract, behind a network that does not. */
class World {
  rows = new Map<string, { sha256: string; sealed: boolean }>();
  objects = new Map<string, string>();
  notes = new Map<string, string>();
  calls: string[] = [];
  constructor(private readonly trouble: (step: string) => Trouble = () => "none") {}

  ports(): Ports {
    return {
      api: {
        requestUpload: (_job, { id, sha256 }) => this.lossy("request", id, () => this.request(id, sha256)),
        seal: (_job, id) => this.lossy("seal", id, () => this.seal(id)),
        addNote: (_job, { id, text }) => this.lossy("note", id, () => this.note(id, text)),
      },
      put: (target, blob, progress, _stop) => this.put(target.url, blob, progress),
      hash: async (blob) => `hash of ${await blob.text()}`,
      deviceTime: () => at(0),
      random: () => 0.5,
    };
  }

  private async lossy<Answer>(step: string, id: string, act: () => Answer): Promise<Answer> {
    this.calls.push(`${step} ${id}`);
    const trouble = this.trouble(step);
    if (trouble === "lost") throw new ApiError(0, "offline", "");
    if (trouble === "busy") throw new ApiError(503, "busy", "", {}, [], 1);
    const answer = act();
    if (trouble === "answer lost") throw new ApiError(0, "offline", "");
    return answer;
  }

  private request(id: string, sha256: string): UploadTicket {
    const row = this.rows.get(id) ?? { sha256, sealed: false };
    if (row.sha256 !== sha256) throw new ApiError(409, "conflict", "");
    this.rows.set(id, row);
    if (row.sealed) return { state: "sealed", put: null, evidence: this.view(id) };
    return { state: "pending", put: { url: id, headers: {}, expires_at: at(5) }, evidence: null };
  }

  private async put(id: string, blob: Blob, progress: (fraction: number) => void): Promise<number> {
    this.calls.push(`put ${id}`);
    const trouble = this.trouble("put");
    progress(0.5);
    if (trouble === "lost") return 0;
    if (trouble === "busy") return 403;
    if (this.objects.has(id)) return 412;
    this.objects.set(id, `hash of ${await blob.text()}`);
    progress(1);
    return trouble === "answer lost" ? 0 : 200;
  }

  private seal(id: string): Evidence {
    const row = this.rows.get(id);
    if (!row) throw new ApiError(404, "not_found", "");
    const stored = this.objects.get(id);
    if (stored === undefined) throw new ApiError(409, "upload_missing", "");
    if (stored !== row.sha256) throw new ApiError(422, "upload_mismatch", "");
    row.sealed = true;
    return this.view(id);
  }

  private note(id: string, text: string): Evidence {
    if ((this.notes.get(id) ?? text) !== text) throw new ApiError(409, "conflict", "");
    this.notes.set(id, text);
    return photo(id, { kind: "note", text });
  }

  private view(id: string): Evidence {
    return photo(id, { sha256: this.rows.get(id)?.sha256 ?? null });
  }
}

type Trouble = "none" | "lost" | "answer lost" | "busy";

class MemoryShelf implements Shelf {
  entries = new Map<string, Entry>();
  all = async () => [...this.entries.values()];
  put = async (entry: Entry) => void this.entries.set(entry.id, structuredClone(entry));
  remove = async (id: string) => void this.entries.delete(id);
}

let sequence = 0;
const common = () =>
  ({ job: JOB, phase: "before", audience: "client", captured_at: at(0), sequence: ++sequence }) as const;

function picture(id: string): PhotoEntry {
  const blob = new Blob([`bytes of ${id}`]);
  return { kind: "photo", id, blob, name: `${id}.jpg`, media_type: "image/jpeg", caption: "", ...common() };
}

const note = (id: string): Entry => ({ kind: "note", id, text: `text of ${id}`, ...common() });
const stages = (outbox: Outbox) => outbox.items.value.map((item) => item.progress.value.stage);

beforeEach(() =>
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] }),
);
afterEach(() => vi.useRealTimers());

/** Blobs are read in real turns of the loop, so time alone is not enough. */
async function pass(milliseconds: number): Promise<void> {
  for (let step = 0; step < 10; step++) {
    await vi.advanceTimersByTimeAsync(milliseconds / 10);
    await new Promise((turn) => setImmediate(turn));
  }
}

describe("a photo", () => {
  test("is hashed, asked for, put and sealed, once each", async () => {
    const world = new World();
    const shelf = new MemoryShelf();
    const outbox = new Outbox(world.ports(), shelf);
    await outbox.add(picture("p"));
    await pass(100);
    expect(stages(outbox)).toEqual(["stored"]);
    expect(world.calls).toEqual(["request p", "put p", "seal p"]);
    expect(shelf.entries.size).toBe(0);
  });

  test("rests on the shelf until the server has checked it", async () => {
    const world = new World(() => "lost");
    const shelf = new MemoryShelf();
    const outbox = new Outbox(world.ports(), shelf);
    await outbox.add(picture("p"));
    await pass(60_000);
    expect(stages(outbox)).toEqual(["waiting"]);
    expect([...shelf.entries.keys()]).toEqual(["p"]);
  });

  test("whose bytes are there already is done with 412", async () => {
    let puts = 0;
    const world = new World((step) => (step === "put" && puts++ === 0 ? "answer lost" : "none"));
    const outbox = new Outbox(world.ports(), new MemoryShelf());
    await outbox.add(picture("p"));
    await pass(10_000);
    expect(stages(outbox)).toEqual(["stored"]);
    expect(world.calls.filter((call) => call.startsWith("put"))).toHaveLength(2);
  });

  test("whose address expired gets a fresh one under the same id", async () => {
    let puts = 0;
    const world = new World((step) => (step === "put" && puts++ === 0 ? "busy" : "none"));
    const outbox = new Outbox(world.ports(), new MemoryShelf());
    await outbox.add(picture("p"));
    await pass(10_000);
    expect(world.calls).toEqual(["request p", "put p", "request p", "put p", "seal p"]);
  });

  test("that the store never takes is given back to her, not tried for ever", async () => {
    const world = new World((step) => (step === "put" ? "busy" : "none"));
    const outbox = new Outbox(world.ports(), new MemoryShelf());
    await outbox.add(picture("p"));
    await pass(600_000);
    expect(outbox.items.value[0]?.progress.value.problem?.code).toBe("store_refused");
    expect(stages(outbox)).toEqual(["refused"]);
  });

  test("that is refused stays on the shelf, and can be sent again", async () => {
    const world = new World();
    const ports = world.ports();
    let refusing = true;
    const { seal } = ports.api;
    ports.api.seal = (job, id) =>
      refusing ? Promise.reject(new ApiError(422, "not_a_picture", "")) : seal(job, id);
    const shelf = new MemoryShelf();
    const outbox = new Outbox(ports, shelf);
    await outbox.add(picture("p"));
    await pass(100_000);
    expect(stages(outbox)).toEqual(["refused"]);
    expect(shelf.entries.size).toBe(1);
    refusing = false;
    outbox.retry("p");
    await pass(1000);
    expect(stages(outbox)).toEqual(["stored"]);
  });

  test("that the phone took back is told so", async () => {
    const ports = new World().ports();
    ports.hash = () => Promise.reject(new DOMException("gone", "NotReadableError"));
    const outbox = new Outbox(ports, new MemoryShelf());
    await outbox.add(picture("p"));
    await pass(1000);
    expect(outbox.items.value[0]?.progress.value.problem?.code).toBe("unreadable_file");
  });
});

describe("a photo that answers a still", () => {
  const answer = () => ({ ...picture("s"), still: { id: "s", instead: "own" } });
  /** A node's picture has the still's id. */
  const answered = (trouble?: () => Trouble) => {
    const world = new World(trouble);
    world.rows.set("s", { sha256: "of the video", sealed: false });
    return world;
  };

  test("is the still's, where no node was quicker", async () => {
    const world = new World();
    const outbox = new Outbox(world.ports(), new MemoryShelf());
    await outbox.add(answer());
    await pass(100);
    expect([...world.objects.keys()]).toEqual(["s"]);
  });

  test("arrives under an id of its own, where a node was", async () => {
    const world = answered();
    const shelf = new MemoryShelf();
    const outbox = new Outbox(world.ports(), shelf);
    await outbox.add(answer());
    await pass(100);
    expect(stages(outbox)).toEqual(["stored"]);
    expect(world.calls).toEqual(["request s", "request own", "put own", "seal own"]);
    expect(outbox.items.value.map(({ entry }) => [goesAs(entry, "s"), goesAs(entry, "p")])).toEqual([
      [true, false],
    ]);
    expect(shelf.entries.size).toBe(0);
  });

  test("arrives once, though the page was killed between its two names", async () => {
    const world = answered();
    const shelf = new MemoryShelf();
    await shelf.put(answer());
    await shelf.put({ ...answer(), id: "own" });
    const outbox = new Outbox(world.ports(), shelf);
    await outbox.restore();
    await pass(1000);
    expect([...world.objects.keys()]).toEqual(["own"]);
    expect(outbox.items.value.map(({ entry }) => entry.id)).toEqual(["own"]);
    expect(stages(outbox)).toEqual(["stored"]);
    expect(shelf.entries.size).toBe(0);
  });

  test("is given back to her when that is refused, too", async () => {
    const ports = new World().ports();
    ports.api.requestUpload = () => Promise.reject(new ApiError(409, "conflict", ""));
    const shelf = new MemoryShelf();
    const outbox = new Outbox(ports, shelf);
    await outbox.add(answer());
    await pass(1000);
    expect(stages(outbox)).toEqual(["refused"]);
    expect([...shelf.entries.keys()]).toEqual(["own"]);
  });
});

describe("before it has left", () => {
  const offline = () => new Outbox(new World(() => "lost").ports(), new MemoryShelf());

  test("its caption can change", async () => {
    const outbox = offline();
    await outbox.add(picture("p"));
    await pass(200);
    expect(await outbox.edit("p", { caption: "Port 48" })).toBe(true);
    expect(outbox.items.value[0]?.entry).toMatchObject({ caption: "Port 48" });
  });

  test("it can be removed and put back", async () => {
    const outbox = offline();
    await outbox.add(picture("p"));
    await pass(200);
    const putBack = outbox.discard("p");
    expect(outbox.items.value).toHaveLength(0);
    await putBack?.();
    expect(outbox.items.value.map((item) => item.entry.id)).toEqual(["p"]);
  });

  test("but not once it is stored", async () => {
    const outbox = new Outbox(new World().ports(), new MemoryShelf());
    await outbox.add(picture("p"));
    await pass(100);
    expect(outbox.discard("p")).toBeNull();
    expect(await outbox.edit("p", { caption: "late" })).toBe(false);
  });
});

describe("the pauses", () => {
  test("double up to half a minute, or are what the server asks for", () => {
    expect([1, 2, 3, 4, 5, 6, 20].map((tries) => backoff(tries, null, 0.5))).toEqual([
      1000, 2000, 4000, 8000, 16_000, 30_000, 30_000,
    ]);
    expect(backoff(1, 5, 0.5)).toBe(5000);
  });

  test("end at once when the network is back", async () => {
    let down = true;
    const outbox = new Outbox(new World(() => (down ? "lost" : "none")).ports(), new MemoryShelf());
    await outbox.add(picture("p"));
    await pass(60_000);
    down = false;
    outbox.wake();
    await pass(10);
    expect(stages(outbox)).toEqual(["stored"]);
  });
});

describe("everything arrives once", () => {
  test.each(seeds(40))("through a hostile network and killed tabs (SEED=%i)", async (seed) => {
    const random = seeded(seed);
    let hostile = true;
    const world = new World(() => {
      const fate = hostile ? random() : 1;
      return fate < 0.15 ? "lost" : fate < 0.3 ? "answer lost" : fate < 0.4 ? "busy" : "none";
    });
    const shelf = new MemoryShelf();
    let outbox = new Outbox(world.ports(), shelf);
    const wanted: string[] = [];
    for (let index = 0; index < 12; index++) {
      const id = `${seed}-${index}`;
      wanted.push(id);
      await outbox.add(random() < 0.7 ? picture(id) : note(id));
      await pass(random() * 3000);
      if (random() < 0.2) {
        outbox = new Outbox(world.ports(), shelf);
        await outbox.restore();
      }
    }
    hostile = false;
    await pass(600_000);
    const stored = [...world.rows].filter(([, row]) => row.sealed).map(([id]) => id);
    expect([...stored, ...world.notes.keys()].sort()).toEqual([...wanted].sort());
    for (const [id, row] of world.rows) expect(world.objects.get(id)).toBe(row.sha256);
    expect(shelf.entries.size).toBe(0);
  });
});
