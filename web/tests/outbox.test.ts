import { describe, expect, test } from "vitest";
import { ApiError } from "../src/protocol/net/client";
import { Outbox } from "../src/protocol/outbox/outbox";
import { backoff } from "../src/protocol/outbox/retrying";
import { MemoryStore, note, pass, picture, stages, THEO, World } from "./outboxes";
import { seeded, seeds } from "./random";
import { withFakeTimers } from "./timers";

withFakeTimers();

describe("a server that has had enough for now", () => {
  const limited = () => {
    let budget = 3;
    const world = new World((step) => {
      if (step === "put" || step === "seal") return "none";
      return budget-- > 0 ? "none" : "too many";
    });
    return { world, refill: () => (budget = 100) };
  };

  test("is left alone for as long as it asked, and then gets everything", async () => {
    const { world, refill } = limited();
    const store = new MemoryStore();
    const outbox = new Outbox(world.ports(), store);
    for (const id of ["a", "b", "c", "d", "e", "f"]) await outbox.add(note(id));
    await pass(1000);
    const tried = world.calls.length;
    expect(world.notes.size).toBe(3);
    expect(stages(outbox).filter((stage) => stage === "waiting")).toHaveLength(3);
    outbox.wake();
    await outbox.add(picture("g"));
    await pass(110_000);
    expect(world.calls).toHaveLength(tried);
    expect([...store.entries.keys()].sort()).toEqual(["d", "e", "f", "g"]);
    refill();
    await pass(20_000);
    expect([...world.notes.keys()].sort()).toEqual(["a", "b", "c", "d", "e", "f"]);
    expect(world.rows.get("g")?.sealed).toBe(true);
    expect(store.entries.size).toBe(0);
  });

  test("goes on taking what another person on this phone has", async () => {
    const { world, refill } = limited();
    const outbox = new Outbox(world.ports(), new MemoryStore());
    for (const id of ["a", "b", "c", "d"]) await outbox.add(note(id));
    await pass(1000);
    refill();
    world.signedIn.value = THEO;
    await outbox.add({ ...note("his"), owner: THEO });
    await pass(1000);
    expect(world.notes.has("his")).toBe(true);
    expect(world.notes.has("d")).toBe(false);
  });
});

describe("a photo", () => {
  test("is hashed, asked for, put and sealed, once each", async () => {
    const world = new World();
    const store = new MemoryStore();
    const outbox = new Outbox(world.ports(), store);
    await outbox.add(picture("p"));
    await pass(100);
    expect(stages(outbox)).toEqual(["stored"]);
    expect(world.calls).toEqual(["request p", "put p", "seal p"]);
    expect(store.entries.size).toBe(0);
  });

  test("rests in the store until the server has checked it", async () => {
    const world = new World(() => "lost");
    const store = new MemoryStore();
    const outbox = new Outbox(world.ports(), store);
    await outbox.add(picture("p"));
    await pass(60_000);
    expect(stages(outbox)).toEqual(["waiting"]);
    expect([...store.entries.keys()]).toEqual(["p"]);
  });

  test("whose bytes are there already is done with 412", async () => {
    let puts = 0;
    const world = new World((step) => (step === "put" && puts++ === 0 ? "answer lost" : "none"));
    const outbox = new Outbox(world.ports(), new MemoryStore());
    await outbox.add(picture("p"));
    await pass(10_000);
    expect(stages(outbox)).toEqual(["stored"]);
    expect(world.calls.filter((call) => call.startsWith("put"))).toHaveLength(2);
  });

  test("whose address expired gets a fresh one under the same id", async () => {
    let puts = 0;
    const world = new World((step) => (step === "put" && puts++ === 0 ? "busy" : "none"));
    const outbox = new Outbox(world.ports(), new MemoryStore());
    await outbox.add(picture("p"));
    await pass(10_000);
    expect(world.calls).toEqual(["request p", "put p", "request p", "put p", "seal p"]);
  });

  test.each([403, 404, 410])(
    "that a proxy answers with a page of %i is sent again",
    async (status) => {
      const ports = new World().ports();
      const { requestUpload } = ports.api;
      let pages = 2;
      ports.api.requestUpload = (job, request) => {
        if (pages-- <= 0) return requestUpload(job, request);
        return Promise.reject(new ApiError(status, "internal", ""));
      };
      const outbox = new Outbox(ports, new MemoryStore());
      await outbox.add(picture("p"));
      await pass(60_000);
      expect(stages(outbox)).toEqual(["stored"]);
    },
  );

  test("that the store refuses once, after many lost networks, is put again", async () => {
    const puts = [0, 0, 0, 0, 0, 0, 0, 403, 200];
    const ports = new World().ports();
    const { put } = ports;
    ports.put = async (target, blob, progress, stop) => {
      const status = puts.shift() ?? 200;
      return status === 200 ? put(target, blob, progress, stop) : status;
    };
    const outbox = new Outbox(ports, new MemoryStore());
    await outbox.add(picture("p"));
    await pass(600_000);
    expect([stages(outbox), puts]).toEqual([["stored"], []]);
  });

  test("that the store never takes is given back to her, not tried for ever", async () => {
    const world = new World((step) => (step === "put" ? "busy" : "none"));
    const outbox = new Outbox(world.ports(), new MemoryStore());
    await outbox.add(picture("p"));
    await pass(600_000);
    expect(outbox.items.value[0]?.progress.value.problem?.code).toBe("store_refused");
    expect(stages(outbox)).toEqual(["refused"]);
  });

  test("that is refused stays in the store, and can be sent again", async () => {
    const world = new World();
    const ports = world.ports();
    let refusing = true;
    const { seal } = ports.api;
    ports.api.seal = (job, id) =>
      refusing ? Promise.reject(new ApiError(422, "not_a_picture", "")) : seal(job, id);
    const store = new MemoryStore();
    const outbox = new Outbox(ports, store);
    await outbox.add(picture("p"));
    await pass(100_000);
    expect(stages(outbox)).toEqual(["refused"]);
    expect(store.entries.size).toBe(1);
    refusing = false;
    outbox.retry("p");
    await pass(1000);
    expect(stages(outbox)).toEqual(["stored"]);
  });

  test("that the phone took back is told so", async () => {
    const ports = new World().ports();
    ports.hash = () => Promise.reject(new DOMException("gone", "NotReadableError"));
    const outbox = new Outbox(ports, new MemoryStore());
    await outbox.add(picture("p"));
    await pass(1000);
    expect(outbox.items.value[0]?.progress.value.problem?.code).toBe("unreadable_file");
  });
});

describe("before it has left", () => {
  const offline = () => new Outbox(new World(() => "lost").ports(), new MemoryStore());

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
    const outbox = new Outbox(new World().ports(), new MemoryStore());
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
    const outbox = new Outbox(new World(() => (down ? "lost" : "none")).ports(), new MemoryStore());
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
    const store = new MemoryStore();
    let outbox = new Outbox(world.ports(), store);
    const wanted: string[] = [];
    for (let index = 0; index < 12; index++) {
      const id = `${seed}-${index}`;
      wanted.push(id);
      await outbox.add(random() < 0.7 ? picture(id) : note(id));
      await pass(random() * 3000);
      if (random() < 0.2) {
        outbox = new Outbox(world.ports(), store);
        await outbox.restore();
      }
    }
    hostile = false;
    await pass(600_000);
    const stored = [...world.rows].filter(([, row]) => row.sealed).map(([id]) => id);
    expect([...stored, ...world.notes.keys()].sort()).toEqual([...wanted].sort());
    for (const [id, row] of world.rows) expect(world.objects.get(id)).toBe(row.sha256);
    expect(store.entries.size).toBe(0);
  });
});
