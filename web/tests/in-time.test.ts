import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { cameraRefused, copyText } from "../src/device/browser";
import { sha256 } from "../src/device/hash";
import { inTime, NoAnswer } from "../src/device/in-time";
import { photoSizeOf, takeStill } from "../src/device/media/still";
import {
  isRefused,
  listDevices,
  openBoth,
  openCamera,
  openMicrophone,
  permission,
} from "../src/device/media/user-media";
import { setTorch } from "../src/device/camera/controls";
import { speak } from "../src/device/media/voice";
import { allowNotifying } from "../src/device/ring";
import { indexedStore } from "../src/device/store/entries";
import { isFree } from "../src/device/tabs";
import { keepAwake, willDarken } from "../src/device/wake";
import { picture } from "./outboxes";
import { track } from "./track";

/** Milliseconds after which a page that still waits is taken to wait for ever. */
const LONGEST = 120_000;
const never = () => new Promise<never>(() => {});

beforeEach(() => vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] }));
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** What becomes of the work within a minute: "waits" when nothing does. */
async function after<Value>(work: Promise<Value>): Promise<Value | string> {
  const waits = new Promise<string>((done) => setTimeout(() => done("waits"), LONGEST));
  const settled = Promise.race([work, waits]).catch((error: unknown) => String(error));
  // Bytes are read in real turns of the loop, in which the fake clock stands.
  await vi.advanceTimersByTimeAsync(0);
  await new Promise((turn) => setImmediate(turn));
  await vi.advanceTimersByTimeAsync(LONGEST);
  return settled;
}

/** A browser of which nothing answers, be it a device, a permission or a store. */
function mute() {
  const silent = { query: never, request: never, writeText: never };
  vi.stubGlobal("navigator", {
    mediaDevices: { getUserMedia: never, enumerateDevices: never },
    ...{ permissions: silent, wakeLock: silent, locks: silent, clipboard: silent },
  });
  vi.stubGlobal("Notification", { permission: "default", requestPermission: never });
  vi.stubGlobal("MediaRecorder", { isTypeSupported: () => true });
  vi.stubGlobal("createImageBitmap", never);
  vi.stubGlobal("indexedDB", { open: () => ({}) });
  vi.stubGlobal("crypto", { subtle: { digest: never } });
  const page = Object.assign(new EventTarget(), { visibilityState: "visible" });
  vi.stubGlobal("document", page);
  vi.stubGlobal("addEventListener", () => {});
  vi.stubGlobal("removeEventListener", () => {});
  vi.stubGlobal(
    "ImageCapture",
    class {
      getPhotoCapabilities = never;
      takePhoto = never;
    },
  );
}

const refused = (device: string) => `Error: ${device}: silent`;
const deaf = track({}, { torch: true });
deaf.applyConstraints = never;

/** Every wait for a device, a permission or a store of the browser, and what it comes to. */
const WAITS: [name: string, begin: () => Promise<unknown>, ends: unknown][] = [
  ["a camera", () => openCamera(), refused("camera")],
  ["a microphone", () => openMicrophone(), refused("microphone")],
  ["a voice note", () => speak(null), refused("microphone")],
  ["the list of devices", listDevices, []],
  ["a permission", () => permission("camera"), "ask"],
  ["the camera's permission", cameraRefused, false],
  ["the torch", () => setTorch(deaf, true), false],
  ["the size of a camera's photos", () => photoSizeOf(track()), null],
  ["a name among the tabs", () => isFree("a"), true],
  ["the clipboard", () => copyText("a"), false],
  ["the permission to notify", () => allowNotifying(() => {}), false],
  ["the store", () => indexedStore("a").put(picture("p")), "Error: no answer within 5000 ms"],
  ["a hash", () => sha256(new Blob(["a"])), "Error: no answer within 60000 ms"],
];

describe("no wait is without an end", () => {
  test.each(WAITS)("for %s", async (_name, begin, ends) => {
    mute();
    expect(await after(begin())).toEqual(ends);
  });

  test("for both devices: each is told of by itself", async () => {
    mute();
    const opened = await after(openBoth());
    if (typeof opened === "string") throw new Error(opened);
    expect(isRefused(opened.camera) && opened.camera.reason).toBe("silent");
    expect(isRefused(opened.microphone) && opened.microphone.reason).toBe("silent");
  });

  test("for the lock that keeps the screen on, which nothing waits for", async () => {
    mute();
    const stop = keepAwake();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(willDarken.value).toBe(false);
    stop();
  });

  test("for a photo of a camera that gives neither a photo nor a frame", async () => {
    mute();
    const element = { play: never, style: {} };
    vi.stubGlobal("document", { createElement: () => element });
    vi.stubGlobal("MediaStream", class {});
    expect(await after(takeStill(track()))).toMatch("no answer within 8000 ms");
  });
});

describe("a camera that does not answer", () => {
  test("leaves her the voice after ten seconds", async () => {
    const voice = track();
    const asked: MediaStreamConstraints[] = [];
    vi.stubGlobal("navigator", {
      mediaDevices: {
        getUserMedia: (wanted: MediaStreamConstraints) => {
          asked.push(wanted);
          return wanted.video ? never() : Promise.resolve({ getAudioTracks: () => [voice] });
        },
      },
    });
    const opening = openBoth();
    await vi.advanceTimersByTimeAsync(9_900);
    expect(asked).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(200);
    expect((await opening).microphone).toBe(voice);
    expect((await opening).camera).toMatchObject({ device: "camera", reason: "silent" });
  });

  test("and answers after all hands over both, or is let go", async () => {
    const [lens, voice] = [track(), track()];
    let answer = (): void => {};
    const late = () => {
      vi.stubGlobal("navigator", {
        mediaDevices: {
          getUserMedia: ({ video }: MediaStreamConstraints) =>
            video
              ? new Promise((open) => {
                  answer = () =>
                    open({ getVideoTracks: () => [lens], getAudioTracks: () => [voice] });
                })
              : Promise.resolve({ getAudioTracks: () => [track()] }),
        },
      });
    };
    late();
    const taken = vi.fn();
    const opening = openBoth({}, taken);
    await vi.advanceTimersByTimeAsync(11_000);
    await opening;
    answer();
    await vi.advanceTimersByTimeAsync(1);
    expect(taken.mock.calls[0]?.[0]).toMatchObject({ camera: { track: lens }, microphone: voice });
    expect(lens.stop).not.toHaveBeenCalled();
    late();
    const unwanted = openBoth();
    await vi.advanceTimersByTimeAsync(11_000);
    await unwanted;
    answer();
    await vi.advanceTimersByTimeAsync(1);
    expect([lens, voice].map(({ stop }) => vi.mocked(stop).mock.calls.length)).toEqual([1, 1]);
  });
});

test("a camera that is allowed after a while is handed over late", async () => {
  const lens = track();
  let answer = (): void => {};
  const getUserMedia = () =>
    new Promise((open) => {
      answer = () => open({ getVideoTracks: () => [lens] });
    });
  vi.stubGlobal("navigator", { mediaDevices: { getUserMedia } });
  const taken = vi.fn();
  const opening = openCamera({ largest: true }, taken).catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(11_000);
  expect(await opening).toMatchObject({ device: "camera", reason: "silent" });
  answer();
  await vi.advanceTimersByTimeAsync(1);
  expect(taken.mock.calls[0]?.[0]).toMatchObject({ track: lens });
  expect(lens.stop).not.toHaveBeenCalled();
});

test("what answers in time is its answer, and what fails is its failure", async () => {
  expect(await inTime(Promise.resolve(1))).toBe(1);
  await expect(inTime(Promise.reject(new TypeError("no")))).rejects.toThrow(TypeError);
  const late = inTime(never(), 5);
  const told = expect(late).rejects.toThrow(NoAnswer);
  await vi.advanceTimersByTimeAsync(5);
  await told;
});

const SOURCES = join(import.meta.dirname, "..", "src");
/** What asks a device, a permission or a store of the browser, and may never be answered. */
const ASKS =
  /\.(getUserMedia|getDisplayMedia|enumerateDevices|query|requestPermission|writeText|applyConstraints|takePhoto|getPhotoCapabilities|digest|estimate|persist)\(|wakeLock\.request\(|createImageBitmap\(/;
/** These stand within a function whose callers wait for it in time, or ask no device. */
const TIMED_AROUND = [
  "device/media/still.ts: for (const take of [() => largest(capture), () => capture.takePhoto()]) {",
  "device/media/still.ts: const { imageWidth, imageHeight } = await capture.getPhotoCapabilities();",
  "device/media/still.ts: if (!imageWidth?.max || !imageHeight?.max) return capture.takePhoto();",
  "device/media/still.ts: return capture.takePhoto({ imageWidth: imageWidth.max, imageHeight: imageHeight.max });",
  'protocol/job/chain.ts: return new Uint8Array(await crypto.subtle.digest("SHA-256", whole));',
];

test("each of them is asked in time, and a new one is found here", () => {
  const untimed = readdirSync(SOURCES, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.tsx?$/.test(file))
    .sort()
    .flatMap((file) =>
      readFileSync(join(SOURCES, file), "utf8")
        .split("\n")
        .filter((line) => ASKS.test(line) && !/^\s*(\*|\/\/|\/\*)|inTime\(/.test(line))
        .map((line) => `${file}: ${line.trim()}`),
    );
  expect(untimed).toEqual(TIMED_AROUND);
});
