import { describe, expect, test } from "vitest";
import { ApiError } from "../src/protocol/net/client";
import { goesAs } from "../src/protocol/outbox/entries";
import { Outbox } from "../src/protocol/outbox/outbox";
import { MemoryStore, pass, picture, stages, World, type Trouble } from "./outboxes";
import { withFakeTimers } from "./timers";

withFakeTimers();

describe("a photo that answers a still", () => {
  const answer = () => ({ ...picture("s"), still: { id: "s", instead: "own" } });
  /** The server already has a node's picture under the still's id. */
  const answered = (trouble?: () => Trouble) => {
    const world = new World(trouble);
    world.rows.set("s", { sha256: "of the video", sealed: false });
    return world;
  };

  test("is the still's, where no node was quicker", async () => {
    const world = new World();
    const outbox = new Outbox(world.ports(), new MemoryStore());
    await outbox.add(answer());
    await pass(100);
    expect([...world.objects.keys()]).toEqual(["s"]);
  });

  test("arrives under an id of its own, where a node was", async () => {
    const world = answered();
    const store = new MemoryStore();
    const outbox = new Outbox(world.ports(), store);
    await outbox.add(answer());
    await pass(100);
    expect(stages(outbox)).toEqual(["stored"]);
    expect(world.calls).toEqual(["request s", "request own", "put own", "seal own"]);
    expect(outbox.items.value.map(({ entry }) => [goesAs(entry, "s"), goesAs(entry, "p")])).toEqual(
      [[true, false]],
    );
    expect(store.entries.size).toBe(0);
  });

  test("arrives once, though the page was killed between its two names", async () => {
    const world = answered();
    const store = new MemoryStore();
    await store.put(answer());
    await store.put({ ...answer(), id: "own" });
    const outbox = new Outbox(world.ports(), store);
    await outbox.restore();
    await pass(1000);
    expect([...world.objects.keys()]).toEqual(["own"]);
    expect(outbox.items.value.map(({ entry }) => entry.id)).toEqual(["own"]);
    expect(stages(outbox)).toEqual(["stored"]);
    expect(store.entries.size).toBe(0);
  });

  test("is given back to her when that is refused, too", async () => {
    const ports = new World().ports();
    ports.api.requestUpload = () => Promise.reject(new ApiError(409, "conflict", ""));
    const store = new MemoryStore();
    const outbox = new Outbox(ports, store);
    await outbox.add(answer());
    await pass(1000);
    expect(stages(outbox)).toEqual(["refused"]);
    expect([...store.entries.keys()]).toEqual(["own"]);
  });
});
