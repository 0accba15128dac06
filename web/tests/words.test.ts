import { describe, expect, test } from "vitest";
import { ApiError } from "../src/protocol/net/client";
import type { JobDocument } from "../src/protocol/net/wire";
import type { OutboxItem } from "../src/protocol/outbox/entries";
import { Outbox } from "../src/protocol/outbox/outbox";
import { isCaptured, linesOf, storedWords } from "../src/protocol/outbox/words";
import { at, JOB } from "./builders";
import {
  caption,
  line,
  MemoryStore,
  note,
  pass,
  phone,
  picture,
  stages,
  THEO,
  told,
  World,
} from "./outboxes";
import { withFakeTimers } from "./timers";

withFakeTimers();

const idsOf = (items: OutboxItem[]) => items.map(({ entry }) => entry.id);

describe("lines of one call", () => {
  test("go in the order in which they were written, beside those of another call", async () => {
    const { world, store, outbox, connect } = phone();
    for (const id of ["one", "two", "three"]) await outbox.add(line(id));
    await outbox.add(line("elsewhere", { session: "another" }));
    await pass(10_000);
    expect(new Set(world.calls)).toEqual(new Set(["say one", "say elsewhere"]));
    expect(idsOf(linesOf(outbox.items.value, JOB))).toEqual(["one", "two", "three", "elsewhere"]);
    await connect();
    expect([...world.lines.keys()].filter((id) => id !== "elsewhere")).toEqual([
      ...["one", "two", "three"],
    ]);
    expect([store.entries.size, new Set(stages(outbox))]).toEqual([0, new Set(["stored"])]);
  });

  test("go in order from two pages, also what only the other page knows", async () => {
    const { world, store, outbox, connect } = phone();
    const other = new Outbox(world.ports(), store);
    await other.restore();
    await outbox.add(line("one"));
    await other.add(line("two"));
    await pass(1000);
    await outbox.add(line("three"));
    world.calls = [];
    other.wake();
    await connect();
    other.wake();
    await pass(60_000);
    expect([...world.lines.keys()]).toEqual(["one", "two", "three"]);
    expect(store.entries.size).toBe(0);
  });

  test("don't wait for one that was refused, nor for another person's", async () => {
    const { world, outbox, connect } = phone();
    world.forbidden.add("one");
    await outbox.add(line("one"));
    await outbox.add(line("two"));
    await outbox.add(line("his", { owner: THEO }));
    await connect();
    expect([...world.lines.keys()]).toEqual(["two"]);
    expect(stages(outbox)).toEqual(["refused", "stored"]);
    world.signedIn.value = THEO;
    outbox.wake();
    await pass(1000);
    expect([...world.lines.keys()]).toEqual(["two", "his"]);
  });

  test("don't wait for the large photos that are on their way", async () => {
    const world = new World();
    const ports = world.ports();
    ports.put = () => new Promise(() => {});
    const outbox = new Outbox(ports, new MemoryStore());
    for (const id of ["p", "q"]) await outbox.add(picture(id));
    await pass(1000);
    await outbox.add(note("n"));
    await outbox.add(line("one"));
    await pass(1000);
    expect([[...world.lines.keys()], [...world.notes.keys()]]).toEqual([["one"], []]);
  });

  test("are shown until the job has them", async () => {
    const { outbox, connect } = phone();
    await outbox.add(line("one"));
    await outbox.add(line("two", { job: "another" }));
    const shown = (messages: object) =>
      idsOf(linesOf(outbox.items.value, JOB, messages as JobDocument["messages"]));
    expect([shown({}), shown({ one: {} })]).toEqual([["one"], []]);
    expect(idsOf(linesOf(outbox.items.value, undefined))).toEqual(["one", "two"]);
    expect(storedWords(outbox.items.value, JOB)).toEqual([]);
    await connect();
    expect([shown({}), storedWords(outbox.items.value, JOB)]).toEqual([["one"], ["one"]]);
    outbox.forgetStored(["one"]);
    expect(shown({})).toEqual([]);
  });
});

test("words are sent again under the same id, with the clock as it is then", async () => {
  const bodies: object[] = [];
  const ports = new World().ports();
  ports.deviceTime = () => at(10 + bodies.length);
  const fail = (body: object) => {
    bodies.push(body);
    return Promise.reject(new ApiError(0, "offline", ""));
  };
  ports.api.say = (_job, _session, body) => fail(body);
  ports.api.describe = (_job, _item, body) => fail(body);
  const outbox = new Outbox(ports, new MemoryStore());
  await outbox.add(line("one", { happened_at: at(3), seen: 7 }));
  await pass(1400);
  outbox.discard("one");
  await outbox.add(caption("two", "p", { happened_at: at(4), seen: undefined }));
  await pass(100);
  const said = { id: "one", text: "text of one", happened_at: at(3), seen: 7 };
  expect(bodies).toEqual([
    { ...said, device_time: at(10) },
    { ...said, device_time: at(11) },
    {
      ...{ id: "two", caption: "words of two", phase: undefined, happened_at: at(4) },
      ...{ seen: undefined, device_time: at(12) },
    },
  ]);
});

test("a server of an earlier version is waited for with words, too", async () => {
  const world = new World();
  world.rows.set("p", { sha256: "", sealed: true });
  const ports = world.ports();
  const { say, describe: describeAs } = ports.api;
  const unknown = new ApiError(422, "invalid", "", { device_time: ["Unknown field."] });
  let old = true;
  ports.api.say = (...said) => (old ? Promise.reject(unknown) : say(...said));
  ports.api.describe = (...said) => (old ? Promise.reject(unknown) : describeAs(...said));
  const outbox = new Outbox(ports, new MemoryStore());
  await outbox.add(line("one"));
  await outbox.add(caption("two", "p"));
  await pass(300_000);
  expect(stages(outbox)).toEqual(["waiting", "waiting"]);
  old = false;
  await pass(60_000);
  expect(stages(outbox)).toEqual(["stored", "stored"]);
});

test("what was captured is told from what was told or written", async () => {
  const { outbox } = phone();
  for (const entry of [picture("p"), note("n"), told("s"), line("l"), caption("c", "p")])
    await outbox.add(entry);
  expect(idsOf(outbox.items.value.filter(isCaptured))).toEqual(["p", "n"]);
});
