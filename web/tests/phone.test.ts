import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { mendIn } from "../src/device/browser";
import {
  facingByLabel,
  isRefused,
  openBoth,
  openCamera,
  permission,
  deviceProblem,
} from "../src/device/media/user-media";
import { setTorch } from "../src/device/camera/controls";
import { track } from "./track";

const no = (name: string) => Object.assign(new Error(), { name });

/** A browser that answers each question in turn; an error is a refusal. */
function browser(answers: (Error | MediaStreamTrack)[], permissions: Record<string, string> = {}) {
  const constraints: MediaStreamConstraints[] = [];
  const getUserMedia = async (wanted: MediaStreamConstraints) => {
    constraints.push(wanted);
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
  return constraints;
}

beforeEach(() => vi.useFakeTimers({ shouldAdvanceTime: true, advanceTimeDelta: 200 }));
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("the camera", () => {
  test("is the rear one at 720p unless another is wanted", async () => {
    const constraints = browser([
      track({ facingMode: "environment", deviceId: "r", width: 720, height: 1280 }),
    ]);
    expect(await openCamera()).toMatchObject({
      facing: "environment",
      lens: "r",
      long: 1280,
      short: 720,
    });
    expect(constraints[0]?.video).toMatchObject({
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
    const constraints = browser([no("NotAllowedError"), track()]);
    await expect(openCamera()).rejects.toMatchObject({ device: "camera", reason: "denied" });
    expect(constraints).toHaveLength(1);
  });

  test("in a browser without any is told of", async () => {
    vi.stubGlobal("navigator", {});
    await expect(openCamera()).rejects.toMatchObject({ reason: "unsupported" });
    expect(await permission("camera")).toBe("ask");
  });
});

describe("camera and microphone together", () => {
  test("are one question", async () => {
    const constraints = browser([track()]);
    const opened = await openBoth();
    expect([constraints.length, isRefused(opened.camera), isRefused(opened.microphone)]).toEqual([
      1,
      false,
      false,
    ]);
  });

  test("leave her the voice when there is no camera", async () => {
    browser([no("NotFoundError"), track(), no("NotFoundError"), no("NotFoundError")]);
    const opened = await openBoth();
    expect(opened.camera).toMatchObject({ reason: "missing" });
    expect(isRefused(opened.microphone)).toBe(false);
  });

  test("leave her the voice when the camera alone is blocked", async () => {
    const constraints = browser([no("NotAllowedError"), track()], { camera: "denied" });
    const opened = await openBoth();
    expect([isRefused(opened.camera), isRefused(opened.microphone)]).toEqual([true, false]);
    expect(constraints[1]).not.toHaveProperty("video");
  });

  test("are not asked for a second time when she has waved the question away", async () => {
    const constraints = browser([no("NotAllowedError"), track(), track()]);
    const opened = await openBoth();
    expect([isRefused(opened.camera), isRefused(opened.microphone), constraints.length]).toEqual([
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
  ])("%s is %s", (name, reason) => {
    expect(deviceProblem(no(name))).toBe(reason);
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
