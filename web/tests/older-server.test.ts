import { describe, expect, test } from "vitest";
import { ApiError } from "../src/protocol/net/client";
import { Outbox } from "../src/protocol/outbox/outbox";
import { isFinal } from "../src/protocol/outbox/retrying";
import { attachedFile } from "./outbox-entries";
import { MemoryStore, note, pass, picture, stages, told, voice, World } from "./outboxes";
import { withFakeTimers } from "./timers";

withFakeTimers();

describe("a server of an earlier version", () => {
  const unknown = (name: string, status = 422) =>
    new ApiError(status, "invalid", "", { [name]: ["Unknown field."] });

  test.each(["id", "happened_at", "device_time", "seen", "capture", "name"])(
    "that does not know %s is no refusal",
    (name) => {
      expect(isFinal(unknown(name))).toBe(false);
      expect(isFinal(unknown(name, 400))).toBe(false);
    },
  );

  test("refuses all else as any other", () => {
    expect(isFinal(unknown("reason"))).toBe(true);
    expect(isFinal(new ApiError(422, "invalid", "", { seen: ["Not a number."] }))).toBe(true);
    expect(isFinal(new ApiError(422, "invalid", ""))).toBe(true);
  });

  test("is waited for, and the next one is told everything", async () => {
    const world = new World();
    const ports = world.ports();
    const { state, addNote } = ports.api;
    let old = true;
    ports.api.state = (...said) => (old ? Promise.reject(unknown("id")) : state(...said));
    ports.api.addNote = (...said) => (old ? Promise.reject(unknown("seen")) : addNote(...said));
    const store = new MemoryStore();
    const outbox = new Outbox(ports, store);
    await outbox.add(told("hold"));
    await outbox.add({ ...note("n"), seen: 4 } as ReturnType<typeof note>);
    await pass(300_000);
    expect(stages(outbox)).toEqual(["waiting", "waiting"]);
    expect(store.entries.size).toBe(2);
    old = false;
    await pass(60_000);
    expect(stages(outbox)).toEqual(["stored", "stored"]);
  });
});

test("a photo goes with what EXIF would say of it, and one that an earlier page kept goes without", async () => {
  const ports = new World().ports();
  const sent: unknown[] = [];
  const { requestUpload } = ports.api;
  ports.api.requestUpload = (job, body) => {
    sent.push("capture" in body ? body.capture : "nothing");
    return requestUpload(job, body);
  };
  const outbox = new Outbox(ports, new MemoryStore());
  const capture = { origin: "gallery", utc_offset_minutes: 60 } as const;
  await outbox.add({ ...picture("new"), capture });
  await pass(100);
  await outbox.add(picture("old"));
  await pass(100);
  await outbox.add(voice("spoken"));
  await pass(100);
  expect(sent).toEqual([capture, "nothing", "nothing"]);
});

test("an attached file goes under its name, and waits for a server that knows of such files", async () => {
  const ports = new World().ports();
  const names: unknown[] = [];
  const { requestUpload } = ports.api;
  ports.api.requestUpload = (job, body) => {
    names.push(body.name);
    if (names.length > 1) return requestUpload(job, body);
    const fields = { name: ["Unknown field."], media_type: ["Must be one of: image/jpeg."] };
    return Promise.reject(new ApiError(422, "invalid", "", fields));
  };
  const outbox = new Outbox(ports, new MemoryStore());
  await outbox.add(attachedFile("f"));
  await pass(60_000);
  expect([names, stages(outbox)]).toEqual([["f.log", "f.log"], ["stored"]]);
});

test("evidence says which state of the job its author had before her; an old entry says nothing", async () => {
  const ports = new World().ports();
  const seen: unknown[] = [];
  const { requestUpload, addNote } = ports.api;
  ports.api.requestUpload = (job, body) => {
    seen.push(body.seen);
    return requestUpload(job, body);
  };
  ports.api.addNote = (job, body) => {
    seen.push(body.seen);
    return addNote(job, body);
  };
  const outbox = new Outbox(ports, new MemoryStore());
  await outbox.add({ ...picture("p"), seen: 12 });
  await pass(100);
  await outbox.add({ ...note("n"), seen: 13 } as ReturnType<typeof note>);
  await pass(100);
  await outbox.add(note("old"));
  await pass(100);
  expect(seen).toEqual([12, 13, undefined]);
});
