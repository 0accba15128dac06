import { beforeAll, describe, expect, test, vi } from "vitest";
import { fromWall, toWall } from "../src/text/zoned";
import { callClock, lasting, span, stopwatch } from "../src/text/spans";
import { zoneName } from "../src/text/time";
import { de, en } from "./catalogues";

/** What each file of English words exports. */
const FILES = import.meta.glob<object>("../src/text/en/**/*.ts", { eager: true });

describe("a clock at the site", () => {
  test.each([
    ["in winter", "2026-01-15T14:05", "Europe/Berlin", "2026-01-15T13:05:00.000Z"],
    ["in summer", "2026-07-15T14:05", "Europe/Berlin", "2026-07-15T12:05:00.000Z"],
    ["far away", "2026-03-02T08:00", "Asia/Kolkata", "2026-03-02T02:30:00.000Z"],
    [
      "the hour after summer time began",
      "2026-03-29T03:30",
      "Europe/Berlin",
      "2026-03-29T01:30:00.000Z",
    ],
    ["the day summer time ended", "2026-10-25T12:00", "Europe/Berlin", "2026-10-25T11:00:00.000Z"],
  ])("%s is one moment, and back", (_name, wall, zone, moment) => {
    expect(fromWall(wall, zone)).toBe(moment);
    expect(toWall(moment, zone)).toBe(wall);
  });
});

describe("a stretch of time", () => {
  test.each([
    [-5, "0 min"],
    [12 * 60_000, "12 min"],
    [65 * 60_000, "1 h 05 min"],
    [3 * 86_400_000, "3 days"],
  ])("%i is %s", (milliseconds, words) => {
    expect(span(milliseconds)).toBe(words);
  });

  test("on a stopwatch counts past a day", () => {
    expect(stopwatch(72 * 60_000)).toBe("01:12");
    expect(stopwatch(30 * 3_600_000)).toBe("30:00");
  });

  test.each([
    [12.4, "12 s"],
    [60, "1 min"],
    [200, "3 min 20 s"],
    [3900, "1 h 05 min"],
  ])("of %d seconds is %s", (seconds, words) => {
    expect(lasting(seconds)).toBe(words);
  });

  test("on a call's clock has seconds", () => {
    expect(callClock(192_000)).toBe("3:12");
    expect(callClock(3_783_000)).toBe("1:03:03");
  });

  test("names a zone as its people do", () => {
    expect(zoneName("2026-07-15T12:00:00Z", "America/New_York")).toMatch(/EDT|GMT-4/);
  });
});

describe("the catalogue", () => {
  beforeAll(() => vi.stubGlobal("navigator", { language: "de-AT" }));

  test("has each word in German too, also those of open-ended lists", () => {
    expect(names(de).sort()).toEqual(names(en).sort());
  });

  test.each(Object.entries(FILES))("has the words of %s", (_file, words) => {
    expect(strings(en)).toEqual(expect.arrayContaining(strings(words)));
  });

  test("never shouts", () => {
    expect(
      strings(en).filter((words) => words.includes("!") || /\bError\b|Oops/.test(words)),
    ).toEqual([]);
    expect(strings(de).filter((words) => words.includes("!"))).toEqual([]);
  });
});

/** The names of all words, with those of the groups that they are in. */
function names(part: unknown): string[] {
  if (!part || typeof part !== "object") return [""];
  return Object.entries(part).flatMap(([name, more]) =>
    names(more).map((rest) => `${name}.${rest}`),
  );
}

function strings(part: unknown): string[] {
  if (typeof part === "string") return [part];
  if (typeof part === "function") return [String(part("x", "x", "x"))];
  return part && typeof part === "object" ? Object.values(part).flatMap(strings) : [];
}
