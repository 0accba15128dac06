import { signal } from "@preact/signals-core";
import { describe, expect, test } from "vitest";
import { KeptValue } from "../src/protocol/kept/kept-value";
import { ageOf, type Kept } from "../src/protocol/kept/kept";
import { ApiError } from "../src/protocol/net/client";
import type { Status } from "../src/protocol/net/live";

const offline = () => new ApiError(0, "offline", "");
const NINE = Date.parse("2026-03-02T09:00:00Z");
const QUARTER = 15 * 60_000;
const RECONNECTING: Status = { kind: "reconnecting", since: NINE };

/** A list that the phone has kept, behind a server that answers when the test says so. */
function list(kept: string | null) {
  const world = {
    now: NINE,
    heard: null as number | null,
    status: signal<Status>({ kind: "live" }),
    written: [] as [string, number][],
    answers: [] as Answer[],
  };
  const was: Kept<string> | null = kept
    ? { path: "jobs", seq: 0, at: NINE - 1, value: kept }
    : null;
  const value = new KeptValue<string>({
    read: async () => was,
    fetch: () => new Promise((give, refuse) => world.answers.push({ give, refuse })),
    keep: (written, at) => world.written.push([written, at]),
    now: () => world.now,
    lastHeard: () => world.heard,
  });
  value.follow(world.status);
  return { world, value };
}

interface Answer {
  give: (value: string) => void;
  refuse: (problem: ApiError) => void;
}

const turns = () => new Promise((done) => setTimeout(done));

describe("a value that was kept", () => {
  test("is shown though the network hangs, and is replaced and kept when it answers", async () => {
    const { world, value } = list("yesterday's");
    void value.begin();
    await turns();
    expect([value.value.value, value.at.value, value.current.value]).toEqual([
      "yesterday's",
      NINE - 1,
      false,
    ]);
    world.answers[0]?.give("today's");
    await turns();
    expect([value.value.value, value.at.value, value.current.value]).toEqual([
      "today's",
      NINE,
      true,
    ]);
    expect(world.written).toEqual([["today's", NINE]]);
  });

  test("never covers an answer that was faster than the phone's store", async () => {
    const { world, value } = list("yesterday's");
    void value.begin();
    world.answers[0]?.give("today's");
    await turns();
    expect(value.value.value).toBe("today's");
  });

  test("stays when the network refuses, which is said beside it", async () => {
    const { world, value } = list("yesterday's");
    void value.begin();
    await turns();
    world.answers[0]?.refuse(offline());
    await turns();
    expect([value.value.value, value.problem.value?.offline]).toEqual(["yesterday's", true]);
    expect(world.written).toEqual([]);
    void value.reload();
    world.answers[1]?.give("today's");
    await turns();
    expect([value.value.value, value.problem.value]).toEqual(["today's", null]);
  });

  test("is not replaced by an answer to an earlier question", async () => {
    const { world, value } = list(null);
    void value.begin();
    void value.reload();
    world.answers[1]?.give("second");
    await turns();
    world.answers[0]?.give("first");
    await turns();
    expect(value.value.value).toBe("second");
  });

  test("is not current while another answer is on its way", async () => {
    const { world, value } = list(null);
    void value.begin();
    world.answers[0]?.give("first");
    await turns();
    expect(value.current.value).toBe(true);
    void value.reload();
    expect(value.current.value).toBe(false);
    world.answers[1]?.give("second");
    await turns();
    expect(value.current.value).toBe(true);
    void value.reload();
    world.answers[2]?.refuse(offline());
    await turns();
    expect([value.value.value, value.current.value]).toEqual(["second", false]);
  });

  test("held until the server was last heard, since a change would have been told", async () => {
    const { world, value } = list("yesterday's");
    void value.begin();
    await turns();
    world.heard = NINE + QUARTER;
    world.status.value = RECONNECTING;
    expect([value.at.value, world.written]).toEqual([NINE - 1, []]);
    world.status.value = { kind: "live" };
    world.answers[0]?.give("today's");
    await turns();
    world.heard = NINE + 2 * QUARTER;
    // The page was frozen: it finds the connection lost hours later.
    world.now = NINE + 12 * QUARTER;
    world.status.value = RECONNECTING;
    expect([value.at.value, value.current.value]).toEqual([world.heard, false]);
    expect(world.written.at(-1)).toEqual(["today's", world.heard]);
  });

  test("is not taken to hold on a connection that came after it", async () => {
    const { world, value } = list(null);
    world.status.value = RECONNECTING;
    void value.begin();
    world.answers[0]?.give("nine o'clock's");
    await turns();
    expect(value.current.value).toBe(true);
    world.status.value = { kind: "live" };
    expect(value.current.value).toBe(false);
    world.heard = NINE + QUARTER;
    world.status.value = RECONNECTING;
    expect(value.at.value).toBe(NINE);
  });

  test("held until it is asked for again, and until nobody shows it any more", async () => {
    const { world, value } = list(null);
    void value.begin();
    world.answers[0]?.give("first");
    await turns();
    world.heard = NINE + QUARTER;
    void value.reload();
    expect(value.at.value).toBe(NINE + QUARTER);
    world.answers[1]?.give("second");
    await turns();
    world.heard = NINE + 2 * QUARTER;
    value.end();
    expect(world.written.at(-1)).toEqual(["second", NINE + 2 * QUARTER]);
  });
});

test.each([
  [QUARTER - 1, "fresh"],
  [QUARTER, "aged"],
  [24 * 3_600_000 - 1, "aged"],
  [24 * 3_600_000, "old"],
])("after %i ms a document is %s", (age, word) => {
  expect(ageOf(NINE, NINE + age)).toBe(word);
});
