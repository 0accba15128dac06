import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { viewfinderFacts } from "../src/device/camera/capture-facts";
import { focusAt, setZoom, zoomRange, zoomStops, zoomTimes } from "../src/device/camera/controls";
import { shrunk, turned } from "../src/device/camera/frame";
import { heldTurn, horizonOn, tilt, turnFor, upOf, type Turn } from "../src/device/camera/gravity";
import { CameraPhotos, isWorth } from "../src/device/camera/photos";
import type { CameraLens, CameraTrack } from "../src/device/media/user-media";
import { backLenses } from "../src/pages/technician/viewfinder/camera";
import { track } from "./track";

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("a frame is turned upright", () => {
  const [upright, left, right, down] = [upOf(90, 0), upOf(0, -90), upOf(0, 90), upOf(-90, 0)];

  test.each<[string, typeof upright, number, Turn]>([
    ["upright", upright, 0, 0],
    ["with its top to the left, on a locked screen", left, 0, 270],
    ["with its top to the right, on a locked screen", right, 0, 90],
    ["upside down, on a locked screen", down, 0, 180],
    ["with its top to the left, as the screen has followed", left, 90, 0],
    ["with its top to the right, as the screen has followed", right, 270, 0],
    ["upright, on a screen that is locked across", upright, 90, 90],
  ])("of a phone held %s", (_name, up, angle, turn) => {
    expect(turnFor(up, angle, 0)).toBe(turn);
  });

  test("goes on as before where the phone lies flat or between two quarters", () => {
    expect(turnFor(upOf(3, 4), 0, 270)).toBe(270);
    expect(turnFor({ x: 0.7, y: 0.7, z: 0.1 }, 0, 90)).toBe(90);
  });
});

test("a phone is held by quarters, and lying flat or between two of them it is held by none", () => {
  const held = [upOf(90, 0), upOf(0, 90), upOf(-90, 0), upOf(0, -90), upOf(75, 0)].map(heldTurn);
  expect(held).toEqual([0, 90, 180, 270, 0]);
  expect([upOf(3, 4), { x: 0.7, y: 0.7, z: 0.1 }].map(heldTurn)).toEqual([null, null]);
});

test("the horizon stays with the world, and a flat phone has none", () => {
  expect(horizonOn(upOf(90, 0), 0)).toBeCloseTo(0);
  expect(horizonOn({ x: Math.sin(0.1), y: Math.cos(0.1), z: 0 }, 0)).toBe(5.5);
  expect(horizonOn(upOf(0, -90), 90)).toBeCloseTo(0);
  expect(horizonOn(upOf(1, 2), 0)).toBeNull();
  expect([0, 1.5, 89, 91, -2, 180].map(tilt)).toEqual([0, 1.5, 1, 1, 2, 0]);
});

test("the first picture is small enough, and as it was turned", () => {
  expect(shrunk({ width: 4096, height: 3072 }, 1600)).toEqual({ width: 1600, height: 1200 });
  expect(shrunk({ width: 1080, height: 1920 }, 1600)).toEqual({ width: 900, height: 1600 });
  expect(shrunk({ width: 640, height: 480 }, 1600)).toEqual({ width: 640, height: 480 });
  expect(turned({ width: 640, height: 480 }, 270)).toEqual({ width: 480, height: 640 });
  expect(turned({ width: 640, height: 480 }, 180)).toEqual({ width: 640, height: 480 });
});

describe("the camera's own photo", () => {
  const frame = { width: 1920, height: 1080 };
  const closed = vi.fn();
  beforeEach(() => closed.mockClear());
  const photo = (side: number) =>
    Object.assign(new Blob([Uint8Array.of(0xff, 0xd8, 0xff, 0xe1)]), { side });
  const camera = (take: (settings?: object) => Promise<Blob>) => {
    vi.stubGlobal(
      "ImageCapture",
      class {
        getPhotoCapabilities = async () => ({
          ...{ imageWidth: { max: 4000 }, imageHeight: { max: 3000 } },
        });
        takePhoto = take;
      },
    );
    vi.stubGlobal("createImageBitmap", async ({ side }: { side: number }) => ({
      ...{ width: side, height: side / 2, close: closed },
    }));
    return new CameraPhotos(track());
  };
  const told = () => vi.advanceTimersByTimeAsync(0);

  test.each([
    ["of many more pixels", { width: 4000, height: 3000 }, true],
    ["as large as the video", { width: 1920, height: 1080 }, false],
    ["of a camera that doesn't tell", null, false],
  ])("%s", (_name, size, worth) => {
    expect(isWorth(size, frame)).toBe(worth);
  });

  test("is taken where it is larger than the frame", async () => {
    const large = photo(4000);
    const photos = camera(async () => large);
    await told();
    expect(await photos.take(frame)).toBe(large);
    expect(closed).toHaveBeenCalledOnce();
    expect(await photos.take({ width: 4000, height: 3000 })).toBeNull();
  });

  test("that does not come in time is given up, and not waited for again", async () => {
    const take = vi.fn(() => new Promise<Blob>(() => {}));
    const photos = camera(take);
    await told();
    const taken = photos.take(frame);
    await vi.advanceTimersByTimeAsync(3100);
    expect(await taken).toBeNull();
    expect(await photos.take(frame)).toBeNull();
    // A second one would show another moment.
    expect(take).toHaveBeenCalledOnce();
  });

  test("of a smaller size, where the largest is refused, has what is left of the time", async () => {
    const begun: number[] = [];
    const photos = camera(async (settings?: object) => {
      begun.push(Date.now());
      await new Promise((done) => setTimeout(done, settings ? 2000 : 1500));
      throw new Error("no such size");
    });
    await told();
    const from = Date.now();
    const taken = photos.take(frame).then(() => Date.now() - from);
    await vi.advanceTimersByTimeAsync(5000);
    expect(await taken).toBe(3000);
    expect(begun.map((at) => at - from)).toEqual([0, 2000]);
  });

  test("that is smaller than it was said to be gives way to the frame", async () => {
    const photos = camera(async () => photo(640));
    await told();
    expect(await photos.take(frame)).toBeNull();
  });
});

describe("what EXIF would say of a photo by the viewfinder", () => {
  const size = { width: 3000, height: 4000 };
  const opened = (capabilities: object, settings: object, label: string): CameraTrack => ({
    ...{ track: Object.assign(track(settings, capabilities), { label }), lens: null },
    ...{ facing: label ? "environment" : null, long: 4000, short: 3000 },
  });

  test("is what the camera and the phone tell", () => {
    const camera = opened(
      { zoom: { min: 1, max: 8 }, torch: true },
      { zoom: 2.504 },
      "back\u00a00",
    );
    expect(viewfinderFacts(camera, { held: 270, torch: true, size })).toEqual({
      ...{ origin: "viewfinder", time_source: "clock", facing: "environment", camera: "back 0" },
      ...{ utc_offset_minutes: 0 - new Date().getTimezoneOffset(), held: 270 },
      ...{ zoom: 2.5, torch: true, width: 3000, height: 4000 },
    });
  });

  test("leaves out what they don't tell", () => {
    const facts = viewfinderFacts(opened({}, {}, ""), { held: null, torch: false, size });
    const told = Object.entries(facts).filter(([, value]) => value !== undefined);
    expect(told.map(([name]) => name).sort()).toEqual([
      "height",
      "origin",
      "time_source",
      "utc_offset_minutes",
      "width",
    ]);
  });
});

describe("the lens", () => {
  test.each([
    ["of a phone", { min: 1, max: 8 }, [1, 2, 5]],
    ["of a phone with a wide one", { min: 0.6, max: 4 }, [0.6, 1, 2]],
    ["on a cable", { min: 100, max: 400 }, [1, 2]],
  ])("%s has its stops", (_name, range, stops) => {
    expect(zoomStops(range).map(({ times }) => times)).toEqual(stops);
  });

  test.each([
    ["of a phone", { min: 1, max: 8 }, 2, 2],
    ["of a phone with a wide one", { min: 0.6, max: 4 }, 0.6, 0.6],
    ["on a cable", { min: 100, max: 400 }, 250, 2.5],
    ["that doesn't tell", { min: 1, max: 8 }, undefined, 0],
    ["that can't", undefined, 3, 0],
  ])("%s tells how many times it zooms", (_name, zoom, now, times) => {
    expect(zoomTimes(track({ zoom: now }, { zoom }))).toBe(times);
  });

  test("zooms and focuses by itself alone, beside no setting of the video", async () => {
    const open = track({}, { zoom: { min: 1, max: 4 } });
    expect(zoomRange(open)).toEqual({ min: 1, max: 4 });
    expect(zoomRange(track())).toBeNull();
    await setZoom(open, 2);
    await focusAt(open, { x: 0.5, y: 0.25 });
    expect(open.applied).toEqual([
      { advanced: [{ zoom: 2 }] },
      { advanced: [{ pointsOfInterest: [{ x: 0.5, y: 0.25 }], focusMode: "single-shot" }] },
    ]);
  });

  test("is one at the back", () => {
    const lens = (id: string, facing: CameraLens["facing"]) => ({ id, label: id, facing });
    const [wide, tele] = [lens("wide", "environment"), lens("tele", "environment")];
    const [front, webcam] = [lens("front", "user"), lens("webcam", null)];
    expect(backLenses([front, wide, webcam, tele])).toEqual([wide, tele]);
    expect(backLenses([front, webcam])).toEqual([webcam]);
  });
});
