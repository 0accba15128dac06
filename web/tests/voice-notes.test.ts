import { describe, expect, test } from "vitest";
import { Outbox } from "../src/protocol/outbox/outbox";
import { MemoryStore, pass, picture, stages, voice, World } from "./outboxes";
import { withFakeTimers } from "./timers";

withFakeTimers();

describe("a voice note", () => {
  test("goes as a photo does", async () => {
    const world = new World();
    const outbox = new Outbox(world.ports(), new MemoryStore());
    await outbox.add(voice("v"));
    await pass(100);
    expect(stages(outbox)).toEqual(["stored"]);
    expect(world.calls).toEqual(["request v", "put v", "seal v"]);
  });

  test("is not sent while she speaks, and whole when she has done", async () => {
    const [world, store] = [new World(), new MemoryStore()];
    const outbox = new Outbox(world.ports(), store);
    world.speaking.add("v");
    await outbox.draft(voice("v", "so far"));
    const beside = new Outbox(world.ports(), store);
    await beside.restore();
    await pass(1000);
    expect([world.calls, beside.items.value]).toEqual([[], []]);
    await outbox.add(voice("v", "all of it"));
    await pass(100);
    expect(world.objects.get("v")).toBe("hash of all of it");
    expect(store.entries.size).toBe(0);
  });

  test("of a page that died goes as far as it was spoken, once", async () => {
    const [world, store] = [new World(), new MemoryStore()];
    await new Outbox(world.ports(), store).draft(voice("v", "so far"));
    await store.put(picture("p"));
    const next = new Outbox(world.ports(), store);
    await next.restore();
    await pass(1000);
    expect(stages(next)).toEqual(["stored", "stored"]);
    expect(world.objects.get("v")).toBe("hash of so far");
    expect(world.calls.filter((call) => call.startsWith("put"))).toHaveLength(2);
  });

  test.each(["kept", "discarded"])(
    "is not taken for left behind when it is %s at that moment",
    async (end) => {
      const [world, store] = [new World(), new MemoryStore()];
      const [hers, next] = [new Outbox(world.ports(), store), new MemoryStore()];
      await hers.draft(voice("v", "so far"));
      next.entries = store.entries;
      const asked = world.ports();
      const beside = new Outbox(
        {
          ...asked,
          abandoned: async () => {
            if (end === "kept") await store.put(voice("v", "all of it"));
            else await hers.dropDraft("v");
            return true;
          },
        },
        next,
      );
      await beside.restore();
      await pass(1000);
      expect([world.calls, beside.items.value]).toEqual([[], []]);
    },
  );

  test("that she discards is in the store no more", async () => {
    const [world, store] = [new World(), new MemoryStore()];
    const outbox = new Outbox(world.ports(), store);
    await outbox.draft(voice("v"));
    await outbox.dropDraft("v");
    expect(store.entries.size).toBe(0);
  });
});
