import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { relayedWords } from "../src/pages/technician/job/relayed-words";
import { ApiError } from "../src/protocol/net/client";
import { Outbox } from "../src/protocol/outbox/outbox";
import { StoreReach } from "../src/protocol/outbox/store-reach";
import { MemoryStore, pass, picture, stages, World, type Trouble } from "./outboxes";

beforeEach(() => vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] }));
afterEach(() => vi.useRealTimers());

const phone = (trouble: (step: string) => Trouble) => {
  const world = new World(trouble);
  const ports = world.ports();
  return { world, ports, outbox: new Outbox(ports, new MemoryStore()) };
};
const ways = (world: World) => world.calls.filter((call) => /^(put|relay)/.test(call));
const progress = (outbox: Outbox) => outbox.items.value[0]?.progress.value;

describe("where a network blocks the store", () => {
  const blocked = (step: string): Trouble => (step === "put" ? "lost" : "none");
  /** The server's own way has this trouble once. */
  const blockedThen = (once: Trouble) => {
    const troubles = [once];
    return (step: string) => (step === "relay" && troubles.shift()) || blocked(step);
  };

  test("a photo goes through the server at the third try, and says so", async () => {
    const { world, outbox } = phone(blocked);
    await outbox.add(picture("p"));
    await pass(60_000);
    expect(stages(outbox)).toEqual(["stored"]);
    expect(ways(world)).toEqual(["put p", "put p", "relay p"]);
    expect(progress(outbox)?.relayed).toBe(true);
    expect(relayedWords(outbox.items.value)).toMatch(/^1 file went through the server/);
  });

  test("what follows goes through the server at once, and the store is tried again after a while", async () => {
    const { world, outbox } = phone(blocked);
    await outbox.add(picture("p"));
    await pass(60_000);
    await outbox.add(picture("q"));
    await pass(1000);
    expect(ways(world).slice(3)).toEqual(["relay q"]);
    await pass(600_000);
    await outbox.add(picture("r"));
    await pass(60_000);
    expect(ways(world).slice(4)).toEqual(["put r", "relay r"]);
  });

  test("another network is tried anew", async () => {
    const { world, ports, outbox } = phone(blocked);
    await outbox.add(picture("p"));
    await pass(60_000);
    ports.reach.forget();
    await outbox.add(picture("q"));
    await pass(60_000);
    expect(ways(world).slice(3)).toEqual(["put q", "put q", "relay q"]);
  });

  test("an answer of the server that was lost is asked for once more, and nothing arrives twice", async () => {
    const { world, outbox } = phone(blockedThen("answer lost"));
    await outbox.add(picture("p"));
    await pass(60_000);
    expect(stages(outbox)).toEqual(["stored"]);
    expect([...world.objects.keys()]).toEqual(["p"]);
  });

  test("a server that is full is left alone for as long as it says", async () => {
    const { world, outbox } = phone(blockedThen("too many"));
    await outbox.add(picture("p"));
    await pass(9_000);
    expect(ways(world)).toEqual(["put p", "put p", "relay p"]);
    expect(relayedWords(outbox.items.value)).toMatch(/so 1 file goes through the server/);
    await pass(30_000);
    expect(stages(outbox)).toEqual(["stored"]);
  });

  test("a proxy to whom the file is too large is said to her, once both ways have it", async () => {
    const { ports, outbox } = phone(() => "none");
    ports.put = async () => 413;
    await outbox.add(picture("p"));
    await pass(60_000);
    expect(stages(outbox)).toEqual(["refused"]);
    expect(progress(outbox)?.problem?.code).toBe("too_large");
    expect(progress(outbox)?.relayed).toBe(true);
  });

  test("a login page that answers 200 for the store is no store", async () => {
    const { world, ports, outbox } = phone(() => "none");
    const { put } = ports;
    ports.put = async (target, blob, show, stop) =>
      target.url.endsWith("/content") ? put(target, blob, show, stop) : 200;
    await outbox.add(picture("p"));
    await pass(60_000);
    expect(stages(outbox)).toEqual(["stored"]);
    expect(ways(world)).toEqual(["relay p"]);
  });
});

test.each([
  ["is away, or whose address has expired,", [503, 500, 403, 503]],
  ["refuses between two tries that find none", [0, 403, 0]],
])("a store that %s is waited for, not gone around", async (_, answers) => {
  const { world, ports, outbox } = phone(() => "none");
  const { put } = ports;
  ports.put = async (target, blob, show, stop) => answers.shift() ?? put(target, blob, show, stop);
  await outbox.add(picture("p"));
  await pass(120_000);
  expect(stages(outbox)).toEqual(["stored"]);
  expect(ways(world)).toEqual(["put p"]);
  expect(progress(outbox)?.relayed).toBe(false);
  expect(relayedWords(outbox.items.value)).toBe("");
});

test("two tries that end together are one sign, and one that works clears it", () => {
  const reach = new StoreReach(() => 0);
  const [one, other] = [reach.begin(), reach.begin()];
  reach.failed(one);
  reach.failed(other);
  expect(reach.begin().relayed).toBe(false);
  reach.answered(reach.begin());
  reach.failed(reach.begin());
  expect(reach.begin().relayed).toBe(false);
  reach.failed(reach.begin());
  expect(reach.begin().relayed).toBe(true);
});

test("a server that has nothing of it yet says so of its own way without blaming the store", async () => {
  const { ports, outbox } = phone(() => "none");
  const { seal } = ports.api;
  let early = 1;
  ports.api.seal = (job, id) =>
    early-- > 0 ? Promise.reject(new ApiError(409, "upload_missing", "")) : seal(job, id);
  await outbox.add(picture("p"));
  await pass(60_000);
  expect(stages(outbox)).toEqual(["stored"]);
  expect(ports.reach.begin().relayed).toBe(false);
});
