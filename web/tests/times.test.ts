import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { deviceTime, isoOf } from "../src/protocol/instants";
import { callClock, lasting, span, stopwatch } from "../src/text/spans";
import * as time from "../src/text/time";
import { fromWall, readWall, toWall } from "../src/text/zoned";

const SOURCE = fileURLToPath(new URL("../src", import.meta.url));
const HOMES = /^(protocol\/instants|text\/(time|zoned|size))\.ts$/;
const AT = "2026-11-23T17:28:00Z";
const NO_TIME = "time unknown";

afterEach(() => vi.useRealTimers());
beforeEach(() => vi.useFakeTimers({ now: Date.parse("2026-11-29T12:00:00Z") }));

test("no file outside the homes of time asks Intl or Date for what they may refuse", () => {
  const files = readdirSync(SOURCE, { recursive: true, encoding: "utf8" });
  const asking = files
    .filter((file) => /\.tsx?$/.test(file) && !HOMES.test(file))
    .filter((file) =>
      /\bIntl\.|\.toLocale\w+\(|new Date\(|\.toISOString\(/.test(
        readFileSync(join(SOURCE, file), "utf8"),
      ),
    );
  expect(files.length).toBeGreaterThan(200);
  expect(asking).toEqual([]);
});

describe("a value that is no time, or a zone that the browser doesn't know", () => {
  test.each(["", "yesterday", "2026-13-45T99:99:99Z", "+275761-01-01T00:00:00Z"])(
    "is said to be unknown: %j",
    (iso) => {
      const asked = [time.clockTime, time.day, time.datedMoment, time.fullMoment, time.moment];
      for (const zone of ["UTC", "Mars/Base"])
        for (const words of asked) expect(words(iso, zone)).toContain(NO_TIME);
      expect(time.sameDay(iso, AT, "UTC")).toBe(false);
      expect(toWall(iso, "UTC")).toBe("");
    },
  );

  test.each(["Mars/Base", "", "Etc/Unknown", "not a zone"])("is told in UTC: %j", (zone) => {
    expect(time.clockTime(AT, zone)).toBe("17:28 UTC");
    expect(time.moment(AT, zone)).toBe("Mon 23 Nov, 17:28 UTC");
    expect(time.fullMoment(AT, zone)).toBe("23 November 2026, 17:28 UTC");
    expect(time.isOwn(AT, zone)).toBe(false);
    expect(toWall(AT, zone)).toBe("2026-11-23T17:28");
    expect(fromWall("2026-11-23T17:28", zone)).toBe("2026-11-23T17:28:00.000Z");
  });

  test("is a span of unknown length", () => {
    for (const words of [span, lasting, callClock, stopwatch]) expect(words(NaN)).toBe(NO_TIME);
    expect(isoOf(NaN)).toBe(deviceTime());
    expect(isoOf(9e15)).toBe(deviceTime());
    expect(fromWall("", "UTC")).toBeNull();
  });

  test("leaves no page without a zone of the reader", async () => {
    vi.useRealTimers();
    vi.resetModules();
    const resolved = Intl.DateTimeFormat.prototype.resolvedOptions;
    vi.spyOn(Intl.DateTimeFormat.prototype, "resolvedOptions").mockImplementation(function (
      this: Intl.DateTimeFormat,
    ) {
      return { ...resolved.call(this), timeZone: undefined as unknown as string };
    });
    const lost = await import("../src/text/time");
    vi.restoreAllMocks();
    expect(lost.clockTime(AT, lost.ownZone)).toBe("17:28 UTC");
    expect(lost.moment(AT, "Europe/Berlin")).toMatch(/^Mon 23 Nov, 18:28 (CET|GMT\+1)$/);
  });
});

describe("what is read later", () => {
  test("has its day, and its zone where that isn't the reader's", () => {
    const away = time.ownZone === "Asia/Kolkata" ? "America/New_York" : "Asia/Kolkata";
    expect(time.datedMoment(AT, away)).toMatch(/^Mon 23 Nov, \d\d:\d\d \S+$/);
    expect(time.moment("2026-11-29T11:00:00Z", away)).toMatch(/^\d\d:\d\d \S+$/);
  });

  test("names the day of a span's end where that is another one", () => {
    const span = time.fromUntil("2026-11-23T22:50:00Z", "2026-11-24T00:10:00Z", "UTC");
    expect(span[0]).toBe("22:50");
    expect(span[1]).toContain("Tue 24 Nov, 00:10");
    expect(time.fromUntil(AT, "2026-11-23T18:00:00Z", "UTC")).toEqual(["17:28", "18:00"]);
  });
});

describe("a time on the wall", () => {
  test.each([
    ["New York in March", "America/New_York", "2026-03-08T02:30", "2026-03-08T03:30"],
    ["the Azores at midnight", "Atlantic/Azores", "2026-03-29T00:15", "2026-03-29T01:15"],
    ["Lord Howe by half an hour", "Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-04T02:45"],
  ])("that clocks pass over is moved forward, and said: %s", (_, zone, wall, becomes) => {
    const read = readWall(wall, zone);
    expect(read?.trouble).toBe("skipped");
    expect(toWall(read?.iso ?? "", zone)).toBe(becomes);
  });

  test.each([
    ["America/New_York", "2026-11-01T01:30", "2026-11-01T05:30:00.000Z"],
    ["Atlantic/Azores", "2026-10-25T00:30", "2026-10-25T00:30:00.000Z"],
  ])("that comes twice is the first, and said: %s", (zone, wall, first) => {
    expect(readWall(wall, zone)).toEqual({ iso: first, trouble: "twice" });
  });

  test("that comes once has nothing to say", () => {
    expect(readWall("2026-11-23T18:28", "Europe/Berlin")).toEqual({
      iso: "2026-11-23T17:28:00.000Z",
      trouble: null,
    });
  });
});
