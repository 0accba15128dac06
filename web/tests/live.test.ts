import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ApiError } from "../src/protocol/net/client";
import { Live } from "../src/protocol/net/live";
import { LiveJob } from "../src/protocol/job/live-job";
import { event, JOB, photo } from "./builders";
import { open, Server, settle } from "./job-server";
import { Socket } from "./socket";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe("a followed job", () => {
  test("is followed as soon as the socket stands, and says Live", async () => {
    const { socket, live } = await open(new Server());
    expect(live.status.value.kind).toBe("live");
    expect(socket.sent[0]?.slice(0, 2)).toEqual(["follow", { job: JOB }]);
  });

  test("fetches what happened between loading and following", async () => {
    const server = new Server();
    const { socket, job } = await open(server);
    server.stream.push(event(1, "evidence.added", { evidence: [photo("p")] }));
    socket.acknowledge(1);
    await settle();
    expect(job.document.value).toEqual(server.now());
  });

  test("takes a push, and fetches when one before it was lost", async () => {
    const server = new Server();
    const { socket, job } = await open(server);
    for (let seq = 1; seq <= 8; seq++)
      server.stream.push(event(seq, "job.edited", { job: { title: `${seq}` } }));
    socket.say("event", server.stream[0]);
    expect(job.document.value?.job.title).toBe("1");
    socket.say("event", server.stream[7]);
    await settle();
    expect(job.document.value).toEqual(server.now());
    expect(job.events.value.map((each) => each.seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  test("comes back after a break with everything that happened meanwhile", async () => {
    const server = new Server();
    const { socket, live, job } = await open(server);
    socket.drop();
    expect(live.status.value.kind).toBe("reconnecting");
    server.stream.push(event(1), event(2, "job.edited", { job: { title: "b" } }));
    socket.connect();
    socket.acknowledge(2);
    await settle();
    expect(live.status.value.kind).toBe("live");
    expect(job.document.value).toEqual(server.now());
  });

  test("is compared every minute, so that a lost last push heals by itself", async () => {
    const server = new Server();
    const { socket, job } = await open(server);
    const count = socket.sent.length;
    server.stream.push(event(1, "job.edited", { job: { title: "lost" } }));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(socket.sent.slice(count).map(([name]) => name)).toEqual(["follow"]);
    socket.acknowledge(1);
    await settle();
    expect(job.document.value).toEqual(server.now());
  });

  test("a refused socket says when the login has ended, and only then", async () => {
    const socket = new Socket();
    const ended = vi.fn();
    new Live(async () => socket, ended);
    await settle();
    socket.say("connect_error", { data: { code: "busy" } } as never);
    expect(ended).not.toHaveBeenCalled();
    socket.say("connect_error", { data: { code: "signed_out" } } as never);
    expect(ended).toHaveBeenCalledOnce();
  });

  test("is asked for every ten seconds while there is no socket", async () => {
    const server = new Server();
    const { socket, job } = await open(server);
    socket.drop();
    server.stream.push(event(1, "job.edited", { job: { title: "by HTTP" } }));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(job.document.value?.job.title).toBe("by HTTP");
  });

  test("is no longer asked for once it was left", async () => {
    const server = new Server();
    const { socket, leave } = await open(server);
    leave();
    expect(socket.sent.at(-1)).toEqual(["unfollow", { job: JOB }]);
    socket.drop();
    await vi.advanceTimersByTimeAsync(30_000);
    expect(server.fetches).toBe(0);
  });

  test("that two parts of the page follow is left with the second of them", async () => {
    const server = new Server();
    const { socket, live, leave } = await open(server);
    const second = new LiveJob(JOB, server);
    const leaveAgain = live.follow(second);
    leave();
    expect(socket.sent.map(([name]) => name)).not.toContain("unfollow");
    leaveAgain();
    expect(socket.sent.at(-1)).toEqual(["unfollow", { job: JOB }]);
  });

  test("that Mallory may no longer see says so and stops asking", async () => {
    const server = new Server();
    const { socket, job } = await open(server);
    server.failing = new ApiError(404, "not_found", "There is no such job.");
    socket.say("event", event(5));
    await settle();
    expect(job.problem.value?.status).toBe(404);
    expect(server.fetches).toBe(1);
  });

  test("waits out a busy server", async () => {
    let busy = 2;
    const server = new Server(3, () => busy-- > 0);
    const { socket, job } = await open(server);
    server.stream.push(event(1), event(2, "job.edited", { job: { title: "late" } }));
    socket.say("event", server.stream[1]);
    await vi.advanceTimersByTimeAsync(5000);
    expect(job.document.value).toEqual(server.now());
  });
});

describe("a job that waits after failures", () => {
  test("goes on at once when the socket is back", async () => {
    const server = new Server();
    const { socket, job } = await open(server);
    server.failing = new ApiError(0, "offline", "");
    server.stream.push(event(1, "job.edited", { job: { title: "b" } }));
    void job.catchUp();
    await vi.advanceTimersByTimeAsync(60_000);
    server.failing = null;
    socket.drop();
    socket.connect();
    socket.acknowledge(1);
    await settle();
    expect(job.document.value?.job.title).toBe("b");
  });
});

describe("the connection", () => {
  test("tries again by itself when the server refused it", async () => {
    const { socket } = await open(new Server());
    socket.active = false;
    socket.drop();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(socket.connected).toBe(true);
  });

  test("is dropped when the phone loses its network, and made anew when it is back", async () => {
    const { socket, live } = await open(new Server());
    live.drop();
    expect([socket.connected, live.status.value.kind]).toEqual([false, "reconnecting"]);
    live.wake();
    expect(live.status.value.kind).toBe("live");
  });

  test("tells lists that something changed, also after a break", async () => {
    const { socket, live } = await open(new Server());
    const heard: string[] = [];
    live.onChanged((job) => heard.push(job));
    socket.say("changed", { job: JOB, seq: 4 });
    socket.drop();
    socket.connect();
    expect(heard).toEqual([JOB, ""]);
  });

  test("hands on that the login has ended", async () => {
    const socket = new Socket();
    const ended = vi.fn();
    new Live(async () => socket, ended);
    await settle();
    socket.say("signed_out", {});
    expect(ended).toHaveBeenCalledOnce();
  });
});
