import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { takeStill } from "../src/device/media/still";
import { track } from "./track";

beforeEach(() => vi.useFakeTimers({ shouldAdvanceTime: true, advanceTimeDelta: 200 }));
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("a still", () => {
  const picture = (side: number) => Object.assign(new Blob(["x"]), { side });
  const camera = (take: (settings?: { imageWidth?: number }) => Promise<Blob>) => {
    vi.stubGlobal(
      "ImageCapture",
      class {
        getPhotoCapabilities = async () => ({
          imageWidth: { max: 4000 },
          imageHeight: { max: 3000 },
        });
        takePhoto = take;
      },
    );
    vi.stubGlobal("createImageBitmap", async (blob: { side?: number }) => {
      if (!blob.side) throw new Error("unreadable");
      return { width: blob.side, height: blob.side / 2, close: () => {} };
    });
  };

  test("is the camera's largest photo", async () => {
    const large = picture(4000);
    camera(async (settings) => (settings?.imageWidth === 4000 ? large : picture(1280)));
    expect(await takeStill(track())).toBe(large);
  });

  test("is any photo when the largest is refused", async () => {
    const photo = picture(1920);
    camera(async (settings) => {
      if (settings) throw new Error("no such size");
      return photo;
    });
    expect(await takeStill(track())).toBe(photo);
  });

  test("raises the track for a moment where photos are no larger than the video", async () => {
    const sizes = [1280, 3840];
    camera(async () => picture(sizes.shift() ?? 0));
    const open = track(
      { width: 1280, height: 720 },
      { width: { max: 3840 }, height: { max: 2160 } },
    );
    expect(await takeStill(open)).toMatchObject({ side: 3840 });
    expect(open.applied).toEqual([
      { width: { ideal: 3840 }, height: { ideal: 2160 } },
      { width: { ideal: 1280 }, height: { ideal: 720 } },
    ]);
  });

  test("stays the small photo when the camera has nothing larger", async () => {
    const photo = picture(640);
    camera(async () => photo);
    const open = track({ width: 640, height: 480 }, { width: { max: 640 }, height: { max: 480 } });
    expect(await takeStill(open)).toBe(photo);
    expect(open.applied).toEqual([]);
  });

  test("that the browser can't read itself, such as HEIC, is taken as it is", async () => {
    const heic = new Blob(["heic"]);
    camera(async () => heic);
    expect(await takeStill(track())).toBe(heic);
  });
});
