import "fake-indexeddb/auto";
import { signal } from "@preact/signals";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { deleteDay } from "../src/device/store/day";
import { keepLogin } from "../src/device/store/login";
import { LiveJob } from "../src/protocol/job/live-job";
import { jobPath, PATHS, type DayStore } from "../src/protocol/kept/kept";
import { ApiError } from "../src/protocol/net/client";
import { Live } from "../src/protocol/net/live";
import type { JobDocument, JobRow, Login } from "../src/protocol/net/wire";
import { at, event, job, JOB } from "./builders";
import { Server } from "./job-server";
import { pass } from "./outboxes";
import { Socket } from "./socket";

const world = vi.hoisted(() => ({ live: null as unknown as Live }));
vi.mock("../src/app/state", () => ({
  me: signal<Login | null>(null),
  live: () => world.live,
  serverNow: () => Date.now(),
  lastHeard: () => world.live.lastHeardAt,
}));
const { me } = await import("../src/app/state");
const { keptDay } = await import("../src/app/kept/day");
const { openJob } = await import("../src/app/kept/open-job");
const { ownPictures, showKept } = await import("../src/app/kept/pictures");

const TESS = "tess";
const HOUR = 3_600_000;
const OFFLINE = new ApiError(0, "offline", "");
const bytes = (text: string) => new TextEncoder().encode(text).buffer as ArrayBuffer;
let socket = new Socket();

beforeEach(async () => {
  vi.useFakeTimers({
    toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date"],
  });
  const person = { id: TESS, role: "technician" };
  me.value = { person } as Login;
  await keepLogin({ login: { person } as Login, skew: 0 });
  socket = new Socket();
  world.live = new Live(async () => socket);
  await pass(100);
});
afterEach(async () => {
  world.live.close();
  await deleteDay(TESS);
  vi.useRealTimers();
});

const day = () => keptDay() as DayStore;
const keptJob = () => day().read<JobDocument>(jobPath(JOB));

/** A phone that has kept the job as this server has it. */
async function keepFrom(server: Server, held = Date.now()): Promise<void> {
  const value = server.now();
  await day().keep({ path: jobPath(JOB), seq: value.seq, at: held, value });
}

async function opened(server: Server) {
  const live = new LiveJob(JOB, server);
  const opening = openJob(live, () => {});
  await vi.waitFor(() => expect(live.document.value).not.toBeNull());
  return { live, opening };
}

/** The server sends a beat every two seconds. */
async function beat(seconds: number): Promise<void> {
  for (let passed = 0; passed < seconds; passed += 2) {
    await pass(2000);
    socket.say("beat");
  }
}

describe("the time as of which a job holds", () => {
  test("is the one at which the server was last heard, when the connection is lost", async () => {
    const server = new Server();
    const { opening } = await opened(server);
    socket.acknowledge(0);
    await beat(30);
    const heard = Date.now();
    server.failing = OFFLINE;
    await pass(3000);
    socket.drop();
    await pass(HOUR);
    expect(opening.at.value).toBe(heard);
  });

  test("is no later for the time that the page was frozen, nor on the disk", async () => {
    const server = new Server();
    const { opening } = await opened(server);
    socket.acknowledge(0);
    await beat(10);
    const heard = Date.now();
    socket.answers = false;
    server.failing = OFFLINE;
    vi.setSystemTime(heard + 3 * HOUR);
    // A beat of three hours ago is told now.
    socket.say("beat");
    world.live.drop();
    expect(opening.at.value).toBe(heard);
    opening.close();
    await vi.waitFor(async () => expect((await keptJob())?.at).toBe(heard));
  });

  test("is no later for a connection on which the job was not compared", async () => {
    const server = new Server();
    const { opening } = await opened(server);
    socket.acknowledge(0);
    await beat(10);
    server.failing = OFFLINE;
    socket.drop();
    const held = opening.at.value;
    await pass(2000);
    socket.connect();
    await beat(10);
    socket.drop();
    expect(opening.at.value).toBe(held);
    socket.connect();
    socket.acknowledge(0);
    await beat(10);
    const heard = Date.now();
    socket.drop();
    expect(opening.at.value).toBe(heard);
  });
});

describe("a kept job", () => {
  test("stays though a proxy says that there is none, and goes when the server does", async () => {
    const server = new Server();
    await keepFrom(server);
    server.failing = new ApiError(404, "internal", "");
    const { live } = await opened(server);
    await pass(5000);
    expect([live.document.value?.seq, live.problem.value]).toEqual([0, null]);
    expect(await keptJob()).not.toBeNull();
    server.failing = new ApiError(404, "not_found", "There is no such job.");
    await pass(30_000);
    expect(live.problem.value?.code).toBe("not_found");
    await vi.waitFor(async () => expect(await keptJob()).toBeNull());
  });

  test("is in the state that a list has which is newer", async () => {
    const server = new Server();
    await keepFrom(server);
    server.failing = OFFLINE;
    const row = { ...job({ state: "on_site", arrived_at: at(5) }), seq: 2, site_name: "Gate B" };
    const items = [row as JobRow];
    await day().keep({ path: PATHS.active, seq: 0, at: 1, value: { items, next: null } });
    const { live } = await opened(server);
    const { site_name: _, seq: __, ...newer } = row;
    expect(live.document.value?.job).toEqual(newer);
    expect(live.document.value?.seq).toBe(0);
    server.failing = null;
    for (const [seq, state] of [
      [1, "acknowledged"],
      [2, "on_site"],
      [3, "on_hold"],
    ] as const)
      server.stream.push(event(seq, "job.edited", { job: { state } }));
    await pass(30_000);
    expect(live.document.value?.job.state).toBe("on_hold");
  });

  test("is kept at once when it is asked for", async () => {
    const server = new Server();
    const { live, opening } = await opened(server);
    server.stream.push(event(1, "job.edited", { job: { title: "b" } }));
    socket.say("event", server.stream[0]);
    await opening.keep();
    expect((await keptJob())?.value).toEqual(live.document.value);
  });
});

test("the pictures of a job stay while another part of the page has it open", () => {
  const kept = new Map([["p1", bytes("picture")]]);
  const [hidePage, hideCall] = [showKept(JOB, kept), showKept(JOB, kept)];
  const shown = () => ownPictures(JOB)("p1", "small");
  expect(shown()).toMatch(/^blob:/);
  hideCall();
  expect(shown()).toMatch(/^blob:/);
  hidePage();
  expect(shown()).not.toMatch(/^blob:/);
});

describe("a store that takes long", () => {
  async function openedSlowly(server: Server, seconds: number) {
    await keepFrom(server);
    const { read } = day();
    const slow = vi.spyOn(day(), "read").mockImplementation(async (path) => {
      await new Promise((go) => setTimeout(go, seconds * 1000));
      return read.call(day(), path) as Promise<null>;
    });
    const live = new LiveJob(JOB, server);
    const opening = openJob(live, () => {});
    const end = () => {
      slow.mockRestore();
      opening.close();
    };
    return { live, opening, end };
  }

  test("begins the job all the same, where the network has refused it by then", async () => {
    const server = new Server();
    vi.spyOn(server, "load").mockRejectedValue(OFFLINE);
    vi.spyOn(server, "events").mockRejectedValue(OFFLINE);
    const { live, opening, end } = await openedSlowly(server, 4);
    await pass(2000);
    expect([live.document.value, live.problem.value]).toEqual([null, OFFLINE]);
    await pass(4000);
    await vi.waitFor(() => expect(live.document.value?.job.id).toBe(JOB));
    expect(live.problem.value).toBeNull();
    expect(opening.at.value).not.toBeNull();
    end();
  });

  test("has no word on a job that the server has given meanwhile, or has refused", async () => {
    const server = new Server();
    const { live, end } = await openedSlowly(server, 4);
    await pass(2000);
    await vi.waitFor(() => expect(live.document.value).not.toBeNull());
    const loaded = live.document.value;
    await pass(4000);
    expect(live.document.value).toBe(loaded);
    end();

    const refused = new ApiError(404, "not_found", "");
    vi.spyOn(server, "load").mockRejectedValue(refused);
    const other = await openedSlowly(server, 4);
    await pass(8000);
    expect([other.live.document.value, other.live.problem.value]).toEqual([null, refused]);
    other.end();
  });
});
