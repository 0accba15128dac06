import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { mendIn } from "../src/device/browser";
import {
  facingByLabel,
  isRefused,
  openBoth,
  openCamera,
  permission,
  setTorch,
  whyOf,
} from "../src/device/media/user-media";
import { takeStill } from "../src/device/media/still";
import { holdName } from "../src/device/tabs";

class Track {
  kind = "video";
  label = "";
  applied: object[] = [];
  constructor(
    readonly settings: object = {},
    readonly capabilities: object = {},
  ) {}
  getSettings = () => this.settings;
  getCapabilities = () => this.capabilities;
  applyConstraints = async (wanted: object) => void this.applied.push(wanted);
  stop = vi.fn();
}

const track = (settings?: object, capabilities?: object) =>
  new Track(settings, capabilities) as unknown as MediaStreamTrack & Track;
const no = (name: string) => Object.assign(new Error(), { name });

/** A browser that answers each question in turn; an error is a refusal. */
function browser(answers: (Error | MediaStreamTrack)[], permissions: Record<string, string> = {}) {
  const asked: MediaStreamConstraints[] = [];
  const getUserMedia = async (wanted: MediaStreamConstraints) => {
    asked.push(wanted);
    const answer = answers.shift() ?? no("NotFoundError");
    if (answer instanceof Error) throw answer;
    return { getVideoTracks: () => [answer], getAudioTracks: () => [answer] };
  };
  vi.stubGlobal("navigator", {
    mediaDevices: { getUserMedia },
    permissions: {
      query: async ({ name }: { name: string }) => ({ state: permissions[name] ?? "prompt" }),
    },
  });
  return asked;
}

beforeEach(() => vi.useFakeTimers({ shouldAdvanceTime: true, advanceTimeDelta: 200 }));
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("the camera", () => {
  test("is the rear one at 720p unless another is wanted", async () => {
    const asked = browser([
      track({ facingMode: "environment", deviceId: "r", width: 720, height: 1280 }),
    ]);
    expect(await openCamera()).toMatchObject({
      facing: "environment",
      lens: "r",
      long: 1280,
      short: 720,
    });
    expect(asked[0]?.video).toMatchObject({
      facingMode: { ideal: "environment" },
      height: { ideal: 720 },
    });
  });

  test("that has gone gives way to any other", async () => {
    browser([no("OverconstrainedError"), track({ deviceId: "b" })]);
    expect((await openCamera({ lens: "a" })).lens).toBe("b");
  });

  test("that another app has is waited for a moment", async () => {
    browser([no("NotReadableError"), track()]);
    await expect(openCamera()).resolves.toBeTruthy();
  });

  test("is not asked for again once she has said no", async () => {
    const asked = browser([no("NotAllowedError"), track()]);
    await expect(openCamera()).rejects.toMatchObject({ device: "camera", why: "denied" });
    expect(asked).toHaveLength(1);
  });

  test("in a browser without any is told of", async () => {
    vi.stubGlobal("navigator", {});
    await expect(openCamera()).rejects.toMatchObject({ why: "unsupported" });
    expect(await permission("camera")).toBe("ask");
  });
});

describe("camera and microphone together", () => {
  test("are one question", async () => {
    const asked = browser([track()]);
    const opened = await openBoth();
    expect([asked.length, isRefused(opened.camera), isRefused(opened.microphone)]).toEqual([
      1,
      false,
      false,
    ]);
  });

  test("leave her the voice when there is no camera", async () => {
    browser([no("NotFoundError"), track(), no("NotFoundError"), no("NotFoundError")]);
    const opened = await openBoth();
    expect(opened.camera).toMatchObject({ why: "missing" });
    expect(isRefused(opened.microphone)).toBe(false);
  });

  test("leave her the voice when the camera alone is blocked", async () => {
    const asked = browser([no("NotAllowedError"), track()], { camera: "denied" });
    const opened = await openBoth();
    expect([isRefused(opened.camera), isRefused(opened.microphone)]).toEqual([true, false]);
    expect(asked[1]).not.toHaveProperty("video");
  });

  test("are not asked for a second time when she has waved the question away", async () => {
    const asked = browser([no("NotAllowedError"), track(), track()]);
    const opened = await openBoth();
    expect([isRefused(opened.camera), isRefused(opened.microphone), asked.length]).toEqual([
      true,
      true,
      1,
    ]);
  });
});

describe("a phone's own words", () => {
  test.each([
    ["camera2 0, facing back", "environment"],
    ["Back Ultra Wide Camera", "environment"],
    ["Rückkamera", "environment"],
    ["camera2 1, facing front", "user"],
    ["FaceTime HD Camera", "user"],
    ["USB Camera", null],
  ])("%s looks %s", (label, facing) => {
    expect(facingByLabel(label)).toBe(facing);
  });

  test.each([
    ["NotAllowedError", "denied"],
    ["NotFoundError", "missing"],
    ["NotReadableError", "busy"],
    ["SecurityError", "insecure"],
    ["TypeError", "unsupported"],
  ])("%s is %s", (name, why) => {
    expect(whyOf(no(name))).toBe(why);
  });

  const iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15";
  const android = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36";
  test.each([
    [`${iphone} Version/18.1 Mobile/15E148 Safari/604.1`, "safari"],
    [`${iphone} CriOS/130.0 Mobile/15E148 Safari/604.1`, "iosOther"],
    [`${android} Chrome/130.0 Mobile Safari/537.36`, "chrome"],
    [`${android} SamsungBrowser/27.0 Chrome/125.0 Mobile Safari/537.36`, "samsung"],
    ["Mozilla/5.0 (Android 15; Mobile; rv:132.0) Gecko/132.0 Firefox/132.0", "firefox"],
    ["Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36", "desk"],
  ])("%s is mended as %s", (agent, how) => {
    expect(mendIn(agent)).toBe(how);
  });
});

describe("the torch", () => {
  test("is switched where the camera has one", async () => {
    const open = track({}, { torch: true });
    expect(await setTorch(open, true)).toBe(true);
    expect(open.applied).toEqual([{ advanced: [{ torch: true }] }]);
  });

  test("that is not there says so", async () => {
    expect(await setTorch(track(), true)).toBe(false);
  });
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
      return { width: blob.side, height: blob.side / 2 };
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

describe("a name among tabs", () => {
  test("is free where the browser has no locks", async () => {
    vi.stubGlobal("navigator", {});
    expect(await holdName("s")).not.toBeNull();
  });

  test("is one tab's, and the next one's when that has gone", async () => {
    const held = new Set<string>();
    const request = async (
      name: string,
      _options: object,
      use: (lock: object | null) => unknown,
    ) => {
      if (held.has(name)) return use(null);
      held.add(name);
      await use({});
      held.delete(name);
    };
    vi.stubGlobal("navigator", { locks: { request } });
    const letGo = await holdName("s");
    expect(await holdName("s")).toBeNull();
    letGo?.();
    expect(await holdName("s")).not.toBeNull();
  });
});
