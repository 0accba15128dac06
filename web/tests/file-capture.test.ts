import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ownOffset, plainName } from "../src/device/camera/capture-facts";
import { pictureFacts, type ExifFacts } from "../src/device/pictures/facts";
import { fileCapture, fileTime } from "../src/device/pictures/file-capture";
import type { MediaType } from "../src/protocol/net/wire";

const HOUR = 3_600_000;
const SHOWN = Date.UTC(2026, 2, 1, 12, 0, 5);
const NOW = Date.UTC(2026, 2, 8);
const NOTHING: ExifFacts = {
  taken: null,
  fixed: null,
  camera: null,
  lens: null,
  orientation: null,
};

beforeEach(() => vi.useFakeTimers({ toFake: ["Date"], now: NOW }));
afterEach(() => vi.useRealTimers());

/** What EXIF says that shows noon, and perhaps its offset and the time of a position's fix. */
const noon = (ahead: number | null = null, fixed: number | null = null): ExifFacts => ({
  ...NOTHING,
  taken: { shown: SHOWN, ahead },
  fixed,
});

describe("the time of a picture in a file", () => {
  test("is the camera's, which names its offset, whatever the file's time is", () => {
    const time = fileTime(noon(2 * HOUR), SHOWN + 7 * HOUR, NOW);
    expect(time).toEqual({ at: SHOWN - 2 * HOUR, source: "exif", ahead: 2 * HOUR });
  });

  test.each([
    ["written at once in Berlin", -1, 3],
    ["in Kathmandu", -5.75, 20],
    ["in Chatham, at the most that there is", -13.75, -40],
    ["in Newfoundland", 3.5, 59],
    ["on a clock set to UTC", 0, 0],
  ])("without an offset follows from that of the file: %s", (_name, hours, seconds) => {
    const time = fileTime(noon(), SHOWN + hours * HOUR + seconds * 1000, NOW);
    expect(time).toEqual({
      at: SHOWN + hours * HOUR,
      source: "exif_local",
      ahead: 0 - hours * HOUR,
    });
  });

  test.each([
    ["copied three hours and seven minutes later", -1 + 3 + 7 / 60],
    ["further away than any zone", -15],
    ["a quarter of an hour away that no zone has", -2.25],
    ["of the next week", 24 * 5 - 1 + 0.1],
  ])("is that of the file where the two don't agree: %s", (_name, hours) => {
    const written = SHOWN + hours * HOUR;
    const time = fileTime(noon(), written, NOW);
    expect(time).toEqual({ at: written, source: "file", ahead: null });
  });

  test("takes the offset from a position's fix where the file was written later", () => {
    const time = fileTime(noon(null, SHOWN - 2 * HOUR - 4000), SHOWN + 70 * HOUR + 400_000, NOW);
    expect(time).toEqual({ at: SHOWN - 2 * HOUR, source: "exif_local", ahead: 2 * HOUR });
  });

  test.each([-24, 24, 24 * 7 * 1024])("never believes a fix that is wrong by %d hours", (hours) => {
    const written = SHOWN + 70 * HOUR + 400_000;
    const time = fileTime(noon(null, SHOWN - 2 * HOUR + hours * HOUR), written, NOW);
    expect(time).toEqual({ at: written, source: "file", ahead: null });
  });

  test("is now where the file has none, or one that can't be", () => {
    const unknown = { at: NOW, ahead: null };
    expect(fileTime(NOTHING, 0, NOW)).toEqual(unknown);
    expect(fileTime(NOTHING, Number.NaN, NOW)).toEqual(unknown);
    // An archive that knows no time says one of 1980.
    expect(fileTime(NOTHING, Date.UTC(1980, 0), NOW)).toEqual(unknown);
    expect(fileTime(NOTHING, NOW + HOUR, NOW)).toEqual(unknown);
  });

  test("is not one to come, nor one that the server takes no more", () => {
    const ahead = fileTime({ ...NOTHING, taken: { shown: NOW + HOUR, ahead: 0 } }, NOW - 5, NOW);
    expect(ahead).toEqual({ at: NOW - 5, source: "file", ahead: null });
    const early = { ...NOTHING, taken: { shown: Date.UTC(1999, 11, 31), ahead: 0 } };
    expect(fileTime(early, NOW - 5, NOW)).toEqual({ at: NOW - 5, source: "file", ahead: null });
  });
});

describe("the facts of a picture in a file", () => {
  const exif = { ...noon(-3.5 * HOUR), camera: "Acme \0Phone", lens: "wide", orientation: 6 };

  test("say that somebody chose it from the gallery, and what its EXIF says", () => {
    expect(fileCapture("gallery", exif, NOW)).toEqual({
      captured_at: "2026-03-01T15:30:05.000Z",
      capture: {
        ...{ origin: "gallery", time_source: "exif", utc_offset_minutes: -210 },
        ...{ orientation: 6, camera: "Acme Phone", lens: "wide" },
      },
    });
  });

  test("have the phone's own zone where its camera app has just taken it, else none", () => {
    const { capture, captured_at } = fileCapture("camera_app", NOTHING, NOW - 5000);
    expect(captured_at).toBe(new Date(NOW - 5000).toISOString());
    expect(capture).toEqual({
      ...{ origin: "camera_app", time_source: "file", utc_offset_minutes: ownOffset(NOW) },
    });
    expect(ownOffset(NOW)).toBeTypeOf("number");
    const chosen = fileCapture("gallery", NOTHING, NOW - 5000).capture;
    expect(chosen).toEqual({ origin: "gallery", time_source: "file" });
  });
});

test.each([
  ["OLYMPUS IMAGING CORP.   u1020 ", "OLYMPUS IMAGING CORP. u1020"],
  ["camera2 0,\u00a0facing back", "camera2 0, facing back"],
  ["Acme \u202egnp.exe\u0007\u0085", "Acme gnp.exe"],
  ["half \ud83d a character", "half a character"],
  [`${"x".repeat(99)}📷📷`, `${"x".repeat(99)}📷`],
  ["Rückkamera", "Rückkamera"],
  [" \0\n ", undefined],
])("the name %j is one plain line that the server takes", (name, plain) => {
  expect(plainName(name)).toBe(plain);
});

/** Real phones' pictures, where they are at hand; none of them is ours to keep. */
const PHOTOS = fileURLToPath(new URL("../../../shared/data/phone-photos/", import.meta.url));

describe.skipIf(!existsSync(PHOTOS))("a real picture", () => {
  const facts = (name: string, type: MediaType) =>
    pictureFacts(new Blob([readFileSync(PHOTOS + name)]), type);
  const later = Date.UTC(2023, 0);

  test("of an iPhone names its clock's offset and its lens", async () => {
    const exif = await facts("iphone_13_pro_max.HEIC", "image/heic");
    expect(fileCapture("gallery", exif, later)).toEqual({
      captured_at: "2022-02-16T11:55:41.762Z",
      capture: {
        ...{ origin: "gallery", time_source: "exif", utc_offset_minutes: 60, orientation: 6 },
        camera: "Apple iPhone 13 Pro Max",
        lens: "iPhone 13 Pro Max back triple camera 5.7mm f/1.5",
      },
    });
  });

  test("of an older one names none, and its fix tells it", async () => {
    const exif = await facts("iphone_hdr_NO.jpg", "image/jpeg");
    expect(fileTime(exif, later, NOW)).toEqual({
      ...{ at: Date.UTC(2015, 3, 10, 18, 12, 23, 16), source: "exif_local", ahead: 2 * HOUR },
    });
  });

  test("whose fix is wrong by a day is of the time at which its file was written", async () => {
    const exif = await facts("DSCN0010.jpg", "image/jpeg");
    expect([exif.taken?.shown, exif.fixed]).toEqual([
      Date.UTC(2008, 9, 22, 16, 28, 39),
      Date.UTC(2008, 9, 23, 14, 27, 7, 240),
    ]);
    expect(exif.camera).toBe("NIKON COOLPIX P6000");
    expect(fileTime(exif, later, NOW)).toEqual({ at: later, source: "file", ahead: null });
    const written = Date.UTC(2008, 9, 22, 14, 28, 40);
    expect(fileTime(exif, written, NOW)).toMatchObject({ source: "exif_local", ahead: 2 * HOUR });
  });
});
