import { describe, expect, test } from "vitest";
import { KeptValue } from "../src/protocol/kept/kept-value";
import { ageOf, type Kept } from "../src/protocol/kept/kept";
import { ApiError } from "../src/protocol/net/client";

const offline = () => new ApiError(0, "offline", "");
const NINE = Date.parse("2026-03-02T09:00:00Z");
const QUARTER = 15 * 60_000;

/** A list that the phone has kept, behind a server that answers when the test says so. */
function list(kept: string | null) {
  const world = { now: NINE, written: [] as [string, number][], answers: [] as Answer[] };
  const was: Kept<string> | null = kept
    ? { path: "jobs", seq: 0, at: NINE - 1, value: kept }
    : null;
  const value = new KeptValue<string>({
    read: async () => was,
    fetch: () => new Promise((give, refuse) => world.answers.push({ give, refuse })),
    keep: (written, at) => world.written.push([written, at]),
    now: () => world.now,
  });
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
    expect([value.value.value, value.at.value, value.isCurrent()]).toEqual([
      "yesterday's",
      NINE - 1,
      false,
    ]);
    world.answers[0]?.give("today's");
    await turns();
    expect([value.value.value, value.at.value, value.isCurrent()]).toEqual(["today's", NINE, true]);
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

  test("holds as long as changes would have been told, and no longer than the server says", async () => {
    const { world, value } = list("yesterday's");
    void value.begin();
    await turns();
    world.now = NINE + QUARTER;
    value.holds();
    expect(value.at.value).toBe(NINE - 1);
    world.answers[0]?.give("today's");
    await turns();
    world.now = NINE + 2 * QUARTER;
    value.holds();
    expect([value.at.value, world.written.at(-1)]).toEqual([world.now, ["today's", world.now]]);
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
