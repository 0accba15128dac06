import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { captureWords, isFromGallery, utcOffset } from "../src/pages/job/evidence/capture-words";
import type { CaptureFacts, CaptureOrigin, Evidence } from "../src/protocol/net/wire";
import { speak } from "../src/text";
import { photo } from "./builders";

beforeAll(() => vi.stubGlobal("document", { documentElement: {} }));
afterEach(() => speak("en"));
afterAll(() => void vi.unstubAllGlobals());

const VIEWFINDER: CaptureFacts = {
  ...{ origin: "viewfinder", time_source: "clock", utc_offset_minutes: 60, held: 0, zoom: 2 },
  ...{ camera: "camera2 0, facing back", facing: "environment", torch: true, width: 4, height: 3 },
};
const IMPORTED: CaptureFacts = {
  ...{ origin: "gallery", time_source: "exif_local", utc_offset_minutes: -570, orientation: 6 },
  ...{ camera: "Acme Phone 7", lens: "wide 4.2 mm" },
};

test("a photo by the viewfinder says how it was taken, and by which camera", async () => {
  expect(captureWords(VIEWFINDER)).toEqual([
    "Taken in the viewfinder, 2× zoom, held upright, torch on",
    "Camera: camera2 0, facing back",
  ]);
  await speak("de");
  expect(captureWords({ ...VIEWFINDER, zoom: 0.6, held: 270 })).toEqual([
    "Im Sucher aufgenommen, Zoom 0,6×, quer gehalten, Licht an",
    "Kamera: camera2 0, facing back",
  ]);
});

test("one that was chosen from the gallery says so, and which clock its time is by", async () => {
  expect(captureWords(IMPORTED)).toEqual([
    "Chosen from the gallery",
    "Time by the camera's clock. It names no time zone; UTC−9:30 follows from other times of the file.",
    "Camera: Acme Phone 7, wide 4.2 mm",
  ]);
  // Many lenses are named after their phone.
  const own = { ...IMPORTED, lens: "Acme Phone 7 back camera" };
  expect(captureWords(own).at(-1)).toBe("Camera: Acme Phone 7 back camera");
  const [, exif] = captureWords({ ...IMPORTED, time_source: "exif", utc_offset_minutes: 0 });
  expect(exif).toBe("Time by the camera's clock, UTC");
  const [, file] = captureWords({ origin: "gallery", time_source: "file" });
  expect(file).toBe("The file doesn't say when it was taken. The time is that of the file.");
  const [, chosen] = captureWords({ origin: "gallery" });
  expect(chosen).toBe("The file doesn't say when it was taken. The time is when it was chosen.");
  await speak("de");
  expect(captureWords(IMPORTED)[0]).toBe("Aus der Galerie gewählt");
});

test("what is not known, or is as always, has no words", () => {
  expect(captureWords(null)).toEqual([]);
  expect(captureWords({})).toEqual([]);
  expect(captureWords({ origin: "camera_app", time_source: "file", zoom: 1 })).toEqual([
    "Taken with the camera app",
  ]);
  expect(captureWords({ facing: "user", held: 180 })).toEqual(["held upside down, front camera"]);
  // A newer server may know more ways.
  expect(captureWords({ origin: "drone" as CaptureOrigin, camera: "Acme" })).toEqual([
    "Camera: Acme",
  ]);
});

test("an import is one by its origin alone; an item of an earlier version is none", () => {
  expect(isFromGallery(photo("p", { capture: IMPORTED }))).toBe(true);
  expect(isFromGallery(photo("p", { capture: VIEWFINDER }))).toBe(false);
  const { capture: _, ...earlier } = photo("p");
  expect(isFromGallery(earlier as Evidence)).toBe(false);
});

test.each([
  [0, "UTC"],
  [60, "UTC+1"],
  [345, "UTC+5:45"],
  [-570, "UTC−9:30"],
  [840, "UTC+14"],
])("an offset of %d minutes is %s", (minutes, words) => {
  expect(utcOffset(minutes)).toBe(words);
});
