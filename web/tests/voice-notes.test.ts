import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Outbox } from "../src/protocol/outbox/outbox";
import { MemoryShelf, pass, picture, stages, voice, World } from "./outboxes";

beforeEach(() =>
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] }),
);
afterEach(() => vi.useRealTimers());

describe("a voice note", () => {
  test("goes as a photo does", async () => {
    const world = new World();
    const outbox = new Outbox(world.ports(), new MemoryShelf());
    await outbox.add(voice("v"));
    await pass(100);
    expect(stages(outbox)).toEqual(["stored"]);
    expect(world.calls).toEqual(["request v", "put v", "seal v"]);
  });

  test("is not sent while she speaks, and whole when she has done", async () => {
    const [world, shelf] = [new World(), new MemoryShelf()];
    const outbox = new Outbox(world.ports(), shelf);
    world.speaking.add("v");
    await outbox.draft(voice("v", "so far"));
    const beside = new Outbox(world.ports(), shelf);
    await beside.restore();
    await pass(1000);
    expect([world.calls, beside.items.value]).toEqual([[], []]);
    await outbox.add(voice("v", "all of it"));
    await pass(100);
    expect(world.objects.get("v")).toBe("hash of all of it");
    expect(shelf.entries.size).toBe(0);
  });

  test("of a page that died goes as far as it was spoken, once", async () => {
    const [world, shelf] = [new World(), new MemoryShelf()];
    await new Outbox(world.ports(), shelf).draft(voice("v", "so far"));
    await shelf.put(picture("p"));
    const next = new Outbox(world.ports(), shelf);
    await next.restore();
    await pass(1000);
    expect(stages(next)).toEqual(["stored", "stored"]);
    expect(world.objects.get("v")).toBe("hash of so far");
    expect(world.calls.filter((call) => call.startsWith("put"))).toHaveLength(2);
  });

  test.each(["kept", "discarded"])(
    "is not taken for left behind when it is %s at that moment",
    async (end) => {
      const [world, shelf] = [new World(), new MemoryShelf()];
      const [hers, next] = [new Outbox(world.ports(), shelf), new MemoryShelf()];
      await hers.draft(voice("v", "so far"));
      next.entries = shelf.entries;
      const asked = world.ports();
      const beside = new Outbox(
        {
          ...asked,
          abandoned: async () => {
            if (end === "kept") await shelf.put(voice("v", "all of it"));
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

  test("that she discards is on the shelf no more", async () => {
    const [world, shelf] = [new World(), new MemoryShelf()];
    const outbox = new Outbox(world.ports(), shelf);
    await outbox.draft(voice("v"));
    await outbox.dropDraft("v");
    expect(shelf.entries.size).toBe(0);
  });
});
