import { expect, test, vi } from "vitest";
import { ApiClient, ApiError } from "../src/protocol/net/client";
import type { Entry } from "../src/protocol/outbox/entries";
import { Outbox } from "../src/protocol/outbox/outbox";
import {
  MemoryStore,
  note,
  pass,
  picture,
  stages,
  TESS,
  THEO,
  told,
  voice,
  World,
  type Trouble,
} from "./outboxes";
import { withFakeTimers } from "./timers";

withFakeTimers();

const locked = (id: string, sequence: number) => ({
  ...{ id, owner: TESS, sequence, waitsForKey: true },
});

/** A phone without a network, on which Tess has taken a photo and written a note. */
async function phoneOfTess() {
  let trouble: Trouble = "lost";
  const world = new World(() => trouble);
  const store = new MemoryStore();
  const outbox = new Outbox(world.ports(), store);
  await outbox.add(picture("p"));
  await outbox.add({ ...note("n"), audience: "internal" } as ReturnType<typeof note>);
  await pass(1000);
  return { world, store, outbox, connect: () => void (trouble = "none") };
}

test("what Tess left is sent by nobody else, and shown as no more than hers", async () => {
  const { world, store, outbox, connect } = await phoneOfTess();
  world.signedIn.value = THEO;
  connect();
  outbox.wake();
  await pass(60_000);
  expect(outbox.items.value).toEqual([]);
  expect(outbox.others.value).toEqual([{ owner: TESS, count: 2 }]);
  expect([world.rows.size, world.notes.size]).toEqual([0, 0]);
  expect([...store.entries.keys()]).toEqual(["p", "n"]);
});

test("it goes in her name once she is signed in again, beside what others took", async () => {
  const { world, outbox, connect } = await phoneOfTess();
  connect();
  world.signedIn.value = THEO;
  await outbox.add({ ...picture("theos"), owner: THEO });
  await pass(1000);
  expect([...world.objects.keys()]).toEqual(["theos"]);
  world.names.clear();
  world.signedIn.value = TESS;
  outbox.wake();
  await pass(1000);
  expect(stages(outbox)).toEqual(["stored", "stored"]);
  expect([...world.names]).toEqual([TESS.id]);
  expect([[...world.objects.keys()], [...world.notes.keys()]]).toEqual([["theos", "p"], ["n"]]);
});

test("a page that comes after hers finds it and leaves it to her", async () => {
  const { world, store, connect } = await phoneOfTess();
  connect();
  world.signedIn.value = THEO;
  const next = new Outbox(world.ports(), store);
  await store.put({ ...voice("v"), draft: true });
  await next.restore();
  await pass(60_000);
  expect(next.others.value).toEqual([{ owner: TESS, count: 3 }]);
  expect([world.objects.size, world.notes.size]).toEqual([0, 0]);
});

test("an entry whose owner signs out while it is hashed still goes in her name, not the next one's", async () => {
  const world = new World();
  const ports = world.ports();
  const { hash } = ports;
  ports.hash = async (blob) => {
    world.signedIn.value = THEO;
    return hash(blob);
  };
  await new Outbox(ports, new MemoryStore()).add(picture("p"));
  await pass(1000);
  expect([...world.names]).toEqual([TESS.id]);
});

test("the server's word that somebody else is signed in is no refusal of the entry", async () => {
  const world = new World();
  const ports = world.ports();
  let other = true;
  const { addNote } = ports.api;
  ports.api.addNote = (job, body) =>
    other ? Promise.reject(new ApiError(409, "other_person", "")) : addNote(job, body);
  const store = new MemoryStore();
  const outbox = new Outbox(ports, store);
  await outbox.add(note("n"));
  await pass(1000);
  expect([stages(outbox), store.entries.size]).toEqual([["waiting"], 1]);
  other = false;
  outbox.wake();
  await pass(1000);
  expect(stages(outbox)).toEqual(["stored"]);
});

test("what an earlier version kept is nobody's until somebody says that it is hers", async () => {
  const world = new World();
  const store = new MemoryStore();
  await store.put({ ...picture("p"), owner: null });
  await store.put({ ...note("n"), owner: null });
  const outbox = new Outbox(world.ports(), store);
  await outbox.restore();
  await pass(60_000);
  expect(outbox.items.value).toEqual([]);
  expect(outbox.others.value).toEqual([{ owner: null, count: 2 }]);
  await outbox.claim();
  expect([...store.entries.values()].map(({ owner }) => owner)).toEqual([TESS, TESS]);
  await pass(1000);
  expect(stages(outbox)).toEqual(["stored", "stored"]);
  expect([...world.names]).toEqual([TESS.id]);
});

test("a claim takes nothing that has an owner", async () => {
  const { world, outbox } = await phoneOfTess();
  world.signedIn.value = THEO;
  await outbox.claim();
  expect(outbox.others.value).toEqual([{ owner: TESS, count: 2 }]);
});

test("each change says who wrote it, also when somebody else signs in while the server is busy", async () => {
  const names: (string | null)[] = [];
  const answers = [503, 409];
  let person = "tess";
  const client = new ApiClient({
    fetch: async (_url, init) => {
      names.push(new Headers(init?.headers).get("Smart-Hands-Person"));
      const busy = answers.shift() === 503;
      return Response.json(
        { code: busy ? "busy" : "other_person" },
        { status: busy ? 503 : 409, headers: busy ? { "Retry-After": "1" } : {} },
      );
    },
    wait: async () => void (person = "theo"),
  });
  client.person = () => person;
  const noticed = vi.fn();
  client.onOtherPerson = noticed;
  await expect(client.post("/jobs/x/sessions/y/messages")).rejects.toMatchObject({ status: 409 });
  expect(names).toEqual(["tess", "tess"]);
  expect(noticed).toHaveBeenCalledOnce();
});

test("what is encrypted here is counted as hers, and goes once its key is here", async () => {
  const [world, store] = [new World(), new MemoryStore()];
  store.locked = [locked("p", 3)];
  world.signedIn.value = THEO;
  const outbox = new Outbox(world.ports(), store);
  await outbox.restore();
  expect(outbox.others.value).toEqual([{ owner: TESS, count: 1 }]);
  world.signedIn.value = TESS;
  await outbox.restore();
  expect(outbox.items.value).toEqual([]);
  store.locked = [];
  await store.put(picture("p"));
  await outbox.restore();
  await pass(1000);
  expect(stages(outbox)).toEqual(["stored"]);
  expect(outbox.others.value).toEqual([]);
});

test("what this page has in its hands is counted once, though it is encrypted by now", async () => {
  const { world, store, outbox } = await phoneOfTess();
  world.signedIn.value = THEO;
  store.locked = ["p", "n"].map((id) => locked(id, 1));
  store.entries.clear();
  await outbox.restore();
  expect(outbox.others.value).toEqual([{ owner: TESS, count: 2 }]);
});

test("a file that was encrypted beside the page is read from there", async () => {
  const { store, outbox } = await phoneOfTess();
  const kept = store.entries.get("p");
  const file = new Blob(["encrypted"]);
  const size = kept && "blob" in kept ? kept.blob.size : 0;
  const blob = { size, type: "", encrypted: { key: "k", iv: [1], of: "p", bytes: file } };
  store.all = async () => [{ ...kept, blob } as typeof kept & Entry];
  await outbox.restore();
  expect(outbox.items.value.map(({ entry }) => "blob" in entry && entry.blob)).toContain(blob);
});

test("a step waits for one that can't be read yet, and has a higher number", async () => {
  const [world, store] = [new World(), new MemoryStore()];
  store.locked = [locked("hold", 7)];
  const outbox = new Outbox(world.ports(), store);
  await outbox.restore();
  const { sequence: _, ...done } = told("done");
  await outbox.add(done);
  await outbox.add(note("n"));
  await pass(60_000);
  expect([...world.statements.keys(), ...world.notes.keys()]).toEqual(["n"]);
  expect(store.entries.get("done")?.sequence).toBe(8);
  store.locked = [];
  await store.put(told("hold", { sequence: 7 }));
  await outbox.restore();
  await pass(1000);
  expect([...world.statements.keys()]).toEqual(["hold", "done"]);
});

test("what can't be read with its key either holds nothing up", async () => {
  const [world, store] = [new World(), new MemoryStore()];
  store.locked = [{ ...locked("hold", 7), waitsForKey: false }];
  const outbox = new Outbox(world.ports(), store);
  await outbox.restore();
  await outbox.add(told("done", { sequence: 9 }));
  await pass(1000);
  expect([...world.statements.keys()]).toEqual(["done"]);
});
