import { describe, expect, test } from "vitest";
import { ApiError } from "../src/protocol/net/client";
import { Outbox } from "../src/protocol/outbox/outbox";
import { appliedStatements, laidOver, waitingStatements } from "../src/protocol/outbox/statements";
import { at, JOB } from "./builders";
import {
  MemoryStore,
  note,
  pass,
  phone,
  picture,
  slowStore,
  stages,
  told,
  THEO,
  World,
} from "./outboxes";
import { seeded, seeds } from "./random";
import { withFakeTimers } from "./timers";

withFakeTimers();

describe("statements of one job", () => {
  test("go in the order in which they were made", async () => {
    const { world, store, outbox, connect } = phone();
    for (const id of ["arrive", "hold", "resume", "complete"]) await outbox.add(told(id));
    await pass(10_000);
    // The others don't even try before the first has gone.
    expect(new Set(world.calls)).toEqual(new Set(["state arrive"]));
    await connect();
    expect([...world.statements.keys()]).toEqual(["arrive", "hold", "resume", "complete"]);
    outbox.forgetStored();
    expect(store.entries.size).toBe(0);
  });

  test("hold up neither photos and notes nor another job", async () => {
    const { world, outbox, connect } = phone();
    await outbox.add(told("arrive"));
    await outbox.add(told("hold"));
    await outbox.add(picture("p"));
    await outbox.add(note("n"));
    await outbox.add(told("elsewhere", { job: "another" }));
    await pass(10_000);
    expect(world.calls).toEqual(
      expect.arrayContaining(["request p", "note n", "state elsewhere", "state arrive"]),
    );
    expect(world.calls).not.toContain("state hold");
    await connect();
    expect(stages(outbox)).toEqual(["stored", "stored", "stored", "stored", "stored"]);
  });

  test("don't wait for one that was refused", async () => {
    const { world, outbox, connect } = phone();
    world.forbidden.add("arrive");
    await outbox.add(told("arrive"));
    await outbox.add(told("hold"));
    await connect();
    expect(stages(outbox)).toEqual(["refused", "stored"]);
    expect(outbox.discard("arrive")).not.toBeNull();
  });

  test("don't wait for another person's", async () => {
    const { world, outbox, connect } = phone();
    await outbox.add(told("hers"));
    await pass(1000);
    world.signedIn.value = THEO;
    await outbox.add(told("his", { owner: THEO }));
    await connect();
    expect([...world.statements.keys()]).toEqual(["his"]);
  });

  test("go in order from two pages, each once, also what only the other page knows", async () => {
    const { world, store, outbox, connect } = phone();
    const other = new Outbox(world.ports(), store);
    await other.restore();
    await outbox.add(told("arrive"));
    await other.add(told("hold"));
    await pass(1000);
    await outbox.add(told("resume"));
    world.calls = [];
    other.wake();
    await connect();
    other.wake();
    await pass(60_000);
    expect([...world.statements.keys()]).toEqual(["arrive", "hold", "resume"]);
    expect(world.calls.filter((call) => call === "state hold").length).toBeLessThanOrEqual(2);
    expect([outbox, other].flatMap(stages)).not.toContain("waiting");
    for (const page of [outbox, other]) page.forgetStored();
    expect(store.entries.size).toBe(0);
  });

  test.each(seeds(20))("arrive in order through killed pages (SEED=%i)", async (seed) => {
    const random = seeded(seed);
    let hostile = true;
    const world = new World(() => {
      const fate = hostile ? random() : 1;
      return fate < 0.25 ? "lost" : fate < 0.5 ? "answer lost" : fate < 0.6 ? "busy" : "none";
    });
    const store = new MemoryStore();
    let outbox = new Outbox(world.ports(), store);
    const wanted: string[] = [];
    for (let index = 0; index < 8; index++) {
      wanted.push(`${seed}-${index}`);
      await outbox.add(told(`${seed}-${index}`));
      await pass(random() * 3000);
      if (random() < 0.3) {
        outbox = new Outbox(world.ports(), store);
        await outbox.restore();
      }
    }
    hostile = false;
    await pass(600_000);
    expect([...world.statements.keys()]).toEqual(wanted);
    outbox.forgetStored();
    expect(store.entries.size).toBe(0);
  });
});

describe("a statement", () => {
  test("is sent again under the same id with the same words, and with the clock as it is then", async () => {
    const bodies: Record<string, unknown>[] = [];
    const ports = new World().ports();
    let tries = 0;
    const { state } = ports.api;
    ports.deviceTime = () => at(10 + tries);
    ports.api.state = (job, verb, body) => {
      bodies.push({ job, verb, ...body });
      return tries++ < 2 ? Promise.reject(new ApiError(0, "offline", "")) : state(job, verb, body);
    };
    const outbox = new Outbox(ports, new MemoryStore());
    await outbox.add(told("hold", { happened_at: at(3), seen: 7 }));
    await pass(20_000);
    const same = { job: JOB, verb: "hold", id: "hold", reason: "reason of hold" };
    expect(bodies).toEqual(
      [10, 11, 12].map((minutes) => ({
        ...{ ...same, happened_at: at(3), seen: 7, fault: undefined, work: undefined },
        device_time: at(minutes),
      })),
    );
    expect(stages(outbox)).toEqual(["stored"]);
  });

  test("that the server passes on to the desk is delivered, and lies over the job no more", async () => {
    const { world, store, outbox, connect } = phone();
    world.late.add("complete");
    await outbox.add(told("complete"));
    expect(laidOver(outbox.items.value, JOB).map(({ id }) => id)).toEqual(["complete"]);
    await connect();
    expect(outbox.items.value[0]?.progress.value).toMatchObject({
      stage: "stored",
      passedOn: true,
    });
    expect(laidOver(outbox.items.value, JOB)).toEqual([]);
    expect(appliedStatements(outbox.items.value)).toEqual([]);
    expect(store.entries.size).toBe(0);
  });

  test("lies over its job until the page has fetched what came of it", async () => {
    const { outbox, connect } = phone();
    await outbox.add(told("hold"));
    expect(waitingStatements(outbox.items.value, JOB)).toHaveLength(1);
    await connect();
    expect(waitingStatements(outbox.items.value, JOB)).toEqual([]);
    expect(laidOver(outbox.items.value, JOB)).toHaveLength(1);
    const applied = appliedStatements(outbox.items.value, JOB);
    expect(applied).toEqual(["hold"]);
    outbox.forgetStored(applied);
    expect(laidOver(outbox.items.value, JOB)).toEqual([]);
  });

  test("lies over its job in the next page, too, which does not send it again", async () => {
    const { world, store, outbox, connect } = phone();
    await outbox.add(told("hold"));
    await connect();
    world.calls = [];
    const next = new Outbox(world.ports(), store);
    await next.restore();
    await next.add(told("resume"));
    await pass(60_000);
    expect(world.calls).toEqual(["state resume"]);
    expect(laidOver(next.items.value, JOB).map(({ id }) => id)).toEqual(["hold", "resume"]);
    expect(waitingStatements(next.items.value, JOB)).toEqual([]);
    next.forgetStored(appliedStatements(next.items.value));
    const last = new Outbox(world.ports(), store);
    await last.restore();
    expect([last.items.value, store.entries.size]).toEqual([[], 0]);
  });

  test("of another person that came true is none that waits for its owner", async () => {
    const { world, store, outbox, connect } = phone();
    await outbox.add(told("hold"));
    await connect();
    world.signedIn.value = THEO;
    const next = new Outbox(world.ports(), store);
    await next.restore();
    expect([next.items.value, next.others.value]).toEqual([[], []]);
  });

  test("is sent again by the next page where this phone could not keep that it came true", async () => {
    const { world, store, outbox, connect } = phone();
    await outbox.add(told("hold"));
    store.put = () => Promise.reject(new Error("no disk"));
    await connect();
    world.calls = [];
    const next = new Outbox(world.ports(), store);
    await next.restore();
    await pass(10_000);
    expect([world.calls, stages(next)]).toEqual([["state hold"], ["stored"]]);
  });

  test("lies over its job once it is on the disk, and no more when it was refused", async () => {
    const world = new World();
    world.forbidden.add("hold");
    const { store, kept } = slowStore();
    const outbox = new Outbox(world.ports(), store);
    const added = outbox.add(told("hold"));
    await pass(100);
    expect(laidOver(outbox.items.value, JOB)).toEqual([]);
    expect(waitingStatements(outbox.items.value, JOB)).toEqual([]);
    kept();
    await added;
    expect(laidOver(outbox.items.value, JOB)).toHaveLength(1);
    await pass(1000);
    expect(stages(outbox)).toEqual(["refused"]);
    expect(laidOver(outbox.items.value, JOB)).toEqual([]);
  });

  test("of an earlier page is shown in the order in which it was made", async () => {
    const { world, store, outbox } = phone();
    await outbox.add(told("first"));
    await outbox.add(told("second"));
    const next = new Outbox(world.ports(), store);
    await next.add(told("third"));
    await next.restore();
    expect(laidOver(next.items.value, JOB).map(({ id }) => id)).toEqual([
      "first",
      "second",
      "third",
    ]);
  });
});
