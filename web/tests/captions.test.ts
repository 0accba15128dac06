import { describe, expect, test } from "vitest";
import { withCaptions } from "../src/protocol/job/overlay";
import { ApiError } from "../src/protocol/net/client";
import { Outbox } from "../src/protocol/outbox/outbox";
import {
  captionsOver,
  hasWaitingCaption,
  storedWords,
  waitingCaption,
} from "../src/protocol/outbox/words";
import { at, document, JOB, photo } from "./builders";
import { caption, MemoryStore, pass, phone, picture, slowStore, stages, World } from "./outboxes";
import { withFakeTimers } from "./timers";

withFakeTimers();

describe("captions", () => {
  test("of an item that waits go after it, and those of one item in order", async () => {
    const { world, store, outbox, connect } = phone();
    await outbox.add(picture("p"));
    await outbox.add(caption("one", "p"));
    await outbox.add(caption("two", "p"));
    await pass(10_000);
    expect(new Set(world.calls)).toEqual(new Set(["request p"]));
    await connect();
    expect([...world.captions.keys()]).toEqual(["one", "two"]);
    expect(store.entries.size).toBe(0);
  });

  test("of an item that waits in another page go after it", async () => {
    const { world, store, outbox, connect } = phone();
    const other = new Outbox(world.ports(), store);
    await other.restore();
    await outbox.add(picture("p"));
    await other.add(caption("one", "p"));
    await pass(10_000);
    expect(world.calls).not.toContain("describe one");
    await connect();
    other.wake();
    await pass(60_000);
    expect([[...world.captions.keys()], store.entries.size]).toEqual([["one"], 0]);
    expect(stages(other)).not.toContain("refused");
  });

  test("of a photo that was refused are refused as well, and can be removed", async () => {
    const { world, outbox, connect } = phone();
    const ports = world.ports();
    ports.api.requestUpload = () => Promise.reject(new ApiError(404, "not_found", ""));
    const other = new Outbox(ports, new MemoryStore());
    await other.add(picture("p"));
    await other.add(caption("one", "p"));
    await outbox.add(caption("two", "q"));
    await connect();
    other.wake();
    await pass(1000);
    expect([stages(other), stages(outbox)]).toEqual([["refused", "refused"], ["refused"]]);
    expect(other.discard("one")).not.toBeNull();
  });

  test("lie over their items once they are kept, in order, until the job has them", async () => {
    const world = new World();
    world.rows.set("p", { sha256: "", sealed: true });
    const { store, kept } = slowStore();
    const outbox = new Outbox(world.ports(), store);
    const added = outbox.add(caption("one", "p"));
    await pass(100);
    expect(captionsOver(outbox.items.value, JOB)).toEqual([]);
    kept();
    await added;
    await outbox.add(caption("two", "p", { phase: "after" }));
    const over = () => captionsOver(outbox.items.value, JOB);
    expect(over().map(({ id }) => id)).toEqual(["one", "two"]);
    await pass(1000);
    expect(over().map(({ id }) => id)).toEqual(["one", "two"]);
    outbox.forgetStored(storedWords(outbox.items.value, JOB));
    expect(over()).toEqual([]);
  });

  test("that were refused lie over nothing", async () => {
    const world = new World();
    world.rows.set("p", { sha256: "", sealed: true });
    world.forbidden.add("one");
    const outbox = new Outbox(world.ports(), new MemoryStore());
    await outbox.add(caption("one", "p"));
    await pass(1000);
    expect(captionsOver(outbox.items.value, JOB)).toEqual([]);
    expect(hasWaitingCaption(outbox.items.value, JOB, "p")).toBe(false);
    expect(waitingCaption(outbox.items.value, JOB, "p")?.entry.id).toBe("one");
  });

  test("wait beside their item until the server has them", async () => {
    const { outbox, connect } = phone();
    await outbox.add(picture("p"));
    await outbox.add(caption("one", "p"));
    const waits = (item: string) => hasWaitingCaption(outbox.items.value, JOB, item);
    expect([waits("p"), waits("q")]).toEqual([true, false]);
    await connect();
    expect(waits("p")).toBe(false);
  });

  test("change what the page shows, and never the document", () => {
    const items = { p: photo("p", { caption: "fan", phase: "before" }), q: photo("q") };
    const shown = document({ evidence: items });
    const over = withCaptions(shown, [
      { after: "p", caption: "left fan" },
      { after: "p", phase: "after" },
      { after: "gone", caption: "x" },
    ]);
    expect(over.evidence["p"]).toMatchObject({ caption: "left fan", phase: "after" });
    expect(over.evidence["q"]).toBe(items.q);
    expect(Object.keys(over.evidence)).toEqual(["p", "q"]);
    expect(shown.evidence["p"]).toMatchObject({ caption: "fan", phase: "before" });
    expect(withCaptions(shown, [])).toBe(shown);
    const withdrawn = { p: photo("p", { caption: "", withdrawn_at: at(1) }) };
    const none = withCaptions(document({ evidence: withdrawn }), [{ after: "p", caption: "x" }]);
    expect(none.evidence["p"]?.caption).toBe("");
  });

  test("can be emptied, and go with an empty text", async () => {
    const world = new World();
    world.rows.set("p", { sha256: "", sealed: true });
    const outbox = new Outbox(world.ports(), new MemoryStore());
    await outbox.add(caption("none", "p", { caption: "" }));
    await pass(1000);
    expect(world.captions.get("none")).toEqual({ item: "p", caption: "" });
    const items = { p: photo("p", { caption: "fan" }) };
    const over = withCaptions(document({ evidence: items }), [{ after: "p", caption: "" }]);
    expect(over.evidence["p"]?.caption).toBe("");
  });
});
