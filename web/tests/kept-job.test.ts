import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { LiveJob } from "../src/protocol/job/live-job";
import { ApiError } from "../src/protocol/net/client";
import type { JobDocument } from "../src/protocol/net/wire";
import { event, JOB } from "./builders";
import { Server } from "./job-server";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

/** A server whose job got so many new titles, the last of which is their number. */
function titled(count: number, page = 200): Server {
  const server = new Server(page);
  for (let seq = 1; seq <= count; seq++)
    server.stream.push(event(seq, "job.edited", { job: { title: `${seq}` } }));
  return server;
}

/** A job that was kept when the server was at this `seq`. */
function keptAt(server: Server, seq: number): { job: LiveJob; kept: JobDocument } {
  const kept = titled(seq).now();
  const job = new LiveJob(JOB, server);
  job.begin(kept);
  return { job, kept };
}

describe("a job that begins from what was kept", () => {
  test("is there at once, and is healed by the events since", async () => {
    const server = titled(8, 3);
    const { job, kept } = keptAt(server, 2);
    expect(job.document.value).toEqual(kept);
    await job.catchUp();
    expect(job.document.value).toEqual(server.now());
    expect([server.loads, server.fetches]).toEqual([0, 2]);
  });

  test("is loaded whole when more than twenty events are missing", async () => {
    const server = titled(60);
    const { job } = keptAt(server, 5);
    await job.catchUp();
    expect(job.document.value).toEqual(server.now());
    expect([server.loads, server.fetches, job.renewed.value]).toEqual([1, 1, 1]);
    expect(job.events.value).toEqual([]);
  });

  test("is shown as an earlier version kept it, and loaded whole for what that did not know", async () => {
    const server = titled(3);
    const { statements: _, ...earlier } = server.now();
    const job = new LiveJob(JOB, server);
    job.begin(earlier as JobDocument);
    expect(job.document.value).toMatchObject({ seq: 3, statements: {} });
    job.reach(3);
    await pass(0);
    expect([server.loads, server.fetches]).toEqual([1, 0]);
    await job.catchUp();
    expect([server.loads, server.fetches]).toEqual([1, 1]);
  });

  test("is not covered by what was kept once the server has answered", async () => {
    const server = titled(3);
    const job = new LiveJob(JOB, server);
    await job.load();
    job.begin(titled(1).now());
    expect(job.document.value?.seq).toBe(3);
  });

  test("says how often the server has confirmed it, and stays without an answer", async () => {
    const server = titled(3);
    const { job, kept } = keptAt(server, 3);
    server.failing = new ApiError(0, "offline", "");
    const catching = job.catchUp();
    await pass(60_000);
    expect([job.document.value, job.problem.value, job.confirmed.value]).toEqual([kept, null, 0]);
    server.failing = null;
    await pass(60_000);
    await catching;
    expect(job.confirmed.value).toBe(1);
    job.reach(3);
    expect(job.confirmed.value).toBe(2);
  });

  test("says so when it is no longer hers", async () => {
    const server = titled(3);
    const { job } = keptAt(server, 2);
    server.failing = new ApiError(404, "not_found", "There is no such job.");
    await job.catchUp();
    expect(job.problem.value?.status).toBe(404);
  });

  test("says whether the events came: not where its page was closed before", async () => {
    const server = titled(3);
    const { job } = keptAt(server, 2);
    expect(await job.catchUp()).toBe(true);
    server.failing = new ApiError(0, "offline", "");
    const catching = job.catchUp();
    await pass(3000);
    job.close();
    server.failing = null;
    await pass(60_000);
    expect(await catching).toBe(false);
  });

  test("says so, too, where the server refuses it, and shows it again once it is hers again", async () => {
    const server = titled(3);
    const { job } = keptAt(server, 2);
    server.failing = new ApiError(404, "not_found", "There is no such job.");
    expect(await job.catchUp()).toBe(false);
    server.failing = null;
    expect(await job.catchUp()).toBe(true);
    expect([job.problem.value, job.document.value?.seq]).toEqual([null, 3]);
  });

  test("waits for our server where a proxy answers with a page of its own", async () => {
    const server = titled(3);
    const { job } = keptAt(server, 2);
    server.failing = new ApiError(404, "internal", "");
    const catching = job.catchUp();
    await pass(3000);
    expect([job.problem.value, job.document.value?.seq]).toEqual([null, 2]);
    server.failing = null;
    await pass(60_000);
    expect([await catching, job.document.value?.seq]).toEqual([true, 3]);
  });

  test("is loaded anew from a server whose data were restored from an earlier day", async () => {
    const server = titled(4);
    const { job } = keptAt(server, 9);
    job.reach(4);
    await pass(0);
    expect(job.document.value).toEqual(server.now());
    job.reach(3);
    await pass(0);
    expect(server.loads).toBe(1);
  });
});
