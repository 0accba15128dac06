import { describe, expect, test } from "vitest";
import type { NewEntry } from "../src/protocol/outbox/entries";
import { Outbox } from "../src/protocol/outbox/outbox";
import { MemoryStore, note, pass, picture, stages, told, World } from "./outboxes";
import { withFakeTimers } from "./timers";

withFakeTimers();

const large = (id: string, job: string): NewEntry => ({
  ...picture(id),
  job,
  blob: new Blob([new Uint8Array(600_000)]),
});

describe("what waits goes", () => {
  test("small first, then the newest job, each in the order of capture", async () => {
    const [world, store] = [new World(), new MemoryStore()];
    const before = new Outbox({ ...world.ports(), person: () => null }, store);
    const entries = [
      large("old 1", "old"),
      { ...note("n"), job: "old" },
      large("old 2", "old"),
      large("new 1", "new"),
      { ...picture("thumb"), job: "old" },
      large("new 2", "new"),
      told("s", { job: "old" }),
    ];
    for (const [place, entry] of entries.entries())
      await before.add({ ...entry, sequence: place < 6 ? place + 1 : 3 } as NewEntry);
    const outbox = new Outbox(world.ports(), store);
    await outbox.restore();
    await pass(2000);
    const asked = world.calls.filter((call) => !/^(put|seal)/.test(call));
    expect(asked.map((call) => call.replace(/^\w+ /, ""))).toEqual([
      ...["n", "s", "thumb", "new 1", "new 2", "old 1", "old 2"],
    ]);
    expect(new Set(stages(outbox))).toEqual(new Set(["stored"]));
  });
});

describe("over Wi-Fi only", () => {
  const spared = (outbox: Outbox) => outbox.spared.value.map(({ entry }) => entry.id);

  test("files wait for it, and notes and steps do not", async () => {
    const world = new World();
    world.wifi.value = false;
    const outbox = new Outbox(world.ports(), new MemoryStore());
    await outbox.add(picture("p"));
    await outbox.add(note("n"));
    await outbox.add(told("s"));
    await pass(60_000);
    expect([...world.notes.keys(), ...world.statements.keys()]).toEqual(["n", "s"]);
    expect([spared(outbox), world.objects.size]).toEqual([["p"], 0]);
    world.wifi.value = true;
    outbox.followNetwork();
    await pass(1000);
    expect([spared(outbox), [...world.objects.keys()]]).toEqual([[], ["p"]]);
  });

  test("she sends what waits all the same, and what she takes then waits again", async () => {
    const world = new World();
    world.wifi.value = false;
    const outbox = new Outbox(world.ports(), new MemoryStore());
    await outbox.add(picture("p"));
    outbox.sendSpared(outbox.spared.value);
    await pass(1000);
    expect([...world.objects.keys()]).toEqual(["p"]);
    await outbox.add(picture("q"));
    await pass(1000);
    expect([spared(outbox), world.objects.size]).toEqual([["q"], 1]);
  });

  test("a file on its way stops where the Wi-Fi ends, and goes on where it is again", async () => {
    const world = new World();
    const ports = world.ports();
    const { put } = ports;
    const stopped: string[] = [];
    ports.put = (target, _blob, _progress, stop) =>
      new Promise((answer) => {
        stop.addEventListener("abort", () => {
          stopped.push(target.url);
          answer(0);
        });
      });
    const outbox = new Outbox(ports, new MemoryStore());
    await outbox.add(picture("p"));
    await pass(100);
    expect(stages(outbox)).toEqual(["sending"]);
    world.wifi.value = false;
    outbox.followNetwork();
    await pass(60_000);
    expect([stopped, stages(outbox), spared(outbox)]).toEqual([["p"], ["waiting"], ["p"]]);
    ports.put = put;
    world.wifi.value = true;
    outbox.followNetwork();
    await pass(1000);
    expect(stages(outbox)).toEqual(["stored"]);
  });

  test("she sends those of a line, and no others", async () => {
    const world = new World();
    world.wifi.value = false;
    const outbox = new Outbox(world.ports(), new MemoryStore());
    for (const id of ["p", "q"]) await outbox.add(picture(id));
    outbox.sendSpared(outbox.spared.value.slice(0, 1));
    await pass(1000);
    expect([spared(outbox), [...world.objects.keys()]]).toEqual([["q"], ["p"]]);
  });

  test("the answer to a still, and what the device did not keep, never wait", async () => {
    const [world, store] = [new World(), new MemoryStore()];
    world.wifi.value = false;
    const outbox = new Outbox(world.ports(), store);
    await outbox.add({ ...picture("s"), still: { id: "s", instead: "own" } });
    store.put = () => Promise.reject(new DOMException("", "QuotaExceededError"));
    await outbox.add(picture("q"));
    await pass(1000);
    expect([spared(outbox), [...world.objects.keys()]]).toEqual([[], ["s", "q"]]);
  });
});
