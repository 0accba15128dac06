import { describe, expect, test, vi } from "vitest";
import { type ApiError, ApiClient } from "../src/protocol/net/client";

interface Told {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

function answering(...answers: (Told | "nothing")[]) {
  const requests: { url: string; init: RequestInit | undefined }[] = [];
  const waited: number[] = [];
  const client = new ApiClient({
    fetch: async (url, init) => {
      requests.push({ url: String(url), init });
      const answer = answers.shift();
      if (!answer || answer === "nothing") throw new TypeError("no network");
      const body = answer.body === undefined ? null : JSON.stringify(answer.body);
      return new Response(body, { status: answer.status, headers: answer.headers ?? {} });
    },
    wait: async (milliseconds) => void waited.push(milliseconds),
    now: () => Date.parse("2026-03-02T08:00:00Z"),
  });
  return { client, requests, waited };
}

const busy: Told = { status: 503, body: { code: "busy" }, headers: { "Retry-After": "2" } };

describe("a call", () => {
  test("sends JSON and gives back JSON", async () => {
    const { client, requests } = answering({ status: 201, body: { id: "x" } });
    expect(await client.post("/jobs", { title: "a" })).toEqual({ id: "x" });
    expect(requests[0]?.init).toMatchObject({ method: "POST", body: '{"title":"a"}' });
  });

  test("leaves empty filters out of the address", async () => {
    const { client, requests } = answering({ status: 200, body: {} });
    await client.get("/jobs", { q: "a b", state: "", site: null, limit: 50, after: undefined });
    expect(requests[0]?.url).toBe("/api/jobs?q=a+b&limit=50");
  });

  test("that is answered with nothing gives nothing", async () => {
    const { client } = answering({ status: 204 });
    expect(await client.delete("/logins/current")).toBeUndefined();
  });

  test("is gone by our server's word alone, and not by a proxy's page", async () => {
    const { client } = answering(
      { status: 404, body: { code: "not_found" } },
      { status: 403, body: "<h1>Blocked</h1>" },
      { status: 403, body: { code: "unconfirmed" } },
    );
    const told = async () => {
      const error = (await client.post("/jobs").catch((each: unknown) => each)) as ApiError;
      return [error.gone, error.strange];
    };
    expect([await told(), await told(), await told()]).toEqual([
      [true, false],
      [false, true],
      [false, false],
    ]);
  });

  test.each([200, 500])(
    "whose body of a %s stops coming has no answer, or no reason",
    async (status) => {
      vi.useFakeTimers();
      const body = new ReadableStream({ start: (part) => part.enqueue(new Uint8Array([123])) });
      const client = new ApiClient({ fetch: async () => new Response(body, { status }) });
      const told = expect(client.post("/jobs")).rejects.toMatchObject(
        status === 200 ? { status: 0, code: "offline" } : { status, code: "internal" },
      );
      await vi.advanceTimersByTimeAsync(60_000);
      await told;
      vi.useRealTimers();
    },
  );

  test("waits out a busy server, as long as it asks", async () => {
    const { client, waited } = answering(busy, busy, { status: 200, body: 1 });
    expect(await client.get("/jobs")).toBe(1);
    expect(waited).toEqual([2000, 2000]);
  });

  test("is asked again when it was broken off, if it only asks", async () => {
    const { client, requests, waited } = answering("nothing", "nothing", { status: 200, body: 1 });
    expect(await client.get("/jobs")).toBe(1);
    expect(waited).toEqual([300, 1000]);
    await expect(client.post("/jobs")).rejects.toMatchObject({ status: 0, code: "offline" });
    expect(requests).toHaveLength(4);
  });

  test("waits when there were too many, if the wait is short", async () => {
    const much = (wait: string): Told => ({
      status: 429,
      body: { code: "too_many" },
      headers: { "Retry-After": wait },
    });
    const patient = answering(much("3"), { status: 200, body: {} });
    await patient.client.get("/jobs");
    expect(patient.waited).toEqual([3000]);
    const { client, requests } = answering(much("120"));
    await expect(client.post("/logins")).rejects.toMatchObject({ status: 429, retryAfter: 120 });
    expect(requests).toHaveLength(1);
  });

  test("does not wait for ever", async () => {
    const { client, requests } = answering(busy, busy, busy, busy, busy);
    await expect(client.get("/jobs")).rejects.toMatchObject({ status: 503, code: "busy" });
    expect(requests).toHaveLength(4);
  });
});

describe("a failure", () => {
  test("carries the server's sentence, fields and lines", async () => {
    const body = {
      code: "invalid",
      detail: "Look at the fields.",
      fields: { title: ["Too long."] },
      lines: [{ line: 3, message: "x" }],
    };
    const { client } = answering({ status: 422, body });
    const error = await client.post("/jobs").catch((caught: ApiError) => caught);
    expect(error).toMatchObject({
      status: 422,
      detail: "Look at the fields.",
      fields: { title: ["Too long."] },
    });
    expect((error as ApiError).lines).toEqual([{ line: 3, message: "x" }]);
  });

  test("without any answer is known as offline", async () => {
    const error = await answering("nothing")
      .client.get("/jobs")
      .catch((caught: ApiError) => caught);
    expect((error as ApiError).offline).toBe(true);
  });

  test("in the middle of the answer is offline too", async () => {
    const client = new ApiClient({ fetch: async () => new Response("{cut", { status: 200 }) });
    await expect(client.get("/jobs")).rejects.toMatchObject({ code: "offline" });
  });

  test("of a proxy that speaks HTML is still a failure with its status", async () => {
    const client = new ApiClient({ fetch: async () => new Response("<html>", { status: 502 }) });
    await expect(client.get("/jobs")).rejects.toMatchObject({ status: 502, code: "internal" });
  });

  test("with 401 tells that the login has ended", async () => {
    const { client } = answering({ status: 401, body: { code: "signed_out" } });
    client.onSignedOut = vi.fn();
    await expect(client.get("/jobs")).rejects.toMatchObject({ status: 401 });
    expect(client.onSignedOut).toHaveBeenCalledOnce();
  });
});

describe("the clock", () => {
  test("follows the server's when the phone's is wrong", async () => {
    const { client } = answering({
      status: 200,
      body: {},
      headers: { Date: "Mon, 02 Mar 2026 08:10:00 GMT" },
    });
    await client.get("/jobs");
    expect(new Date(client.now()).toISOString()).toBe("2026-03-02T08:10:00.000Z");
  });

  test("keeps the phone's when they agree to the second", async () => {
    const { client } = answering({
      status: 200,
      body: {},
      headers: { Date: "Mon, 02 Mar 2026 08:00:01 GMT" },
    });
    await client.get("/jobs");
    expect(client.skew).toBe(0);
  });
});
