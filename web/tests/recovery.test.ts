import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { pass, phone } from "./phone-in-call";

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("a locked phone", () => {
  test("says that it is hidden, and has its picture back once it is looked at, without a tap", async () => {
    const { own, show, lens } = await phone();
    const first = lens();
    expect(own.pauseReason.value).toBeNull();
    show(false);
    first.end();
    expect([own.pauseReason.value, own.paused.value]).toEqual(["hidden", true]);
    await pass(60_000);
    expect(lens()).toBe(first);
    show(true);
    await pass(10);
    expect(lens()).not.toBe(first);
    expect([own.pauseReason.value, own.paused.value]).toEqual([null, false]);
  });

  test("that gives its camera back by itself is left to do so", async () => {
    const { own, world, show, lens } = await phone();
    const first = lens();
    show(false);
    first.mute(true);
    await pass(5000);
    show(true);
    await pass(1000);
    first.mute(false);
    await pass(20_000);
    expect(lens()).toBe(first);
    expect(own.pauseReason.value).toBeNull();
    expect(world.opened).toHaveLength(2);
  });

  test("that gives nothing back though it is looked at is asked again", async () => {
    const { own, show, lens } = await phone();
    const first = lens();
    show(false);
    first.mute(true);
    show(true);
    await pass(3500);
    expect(lens()).not.toBe(first);
    expect(own.paused.value).toBe(false);
  });
});

describe("a camera that does not answer", () => {
  test("takes no voice along, and is there by a tap once it answers", async () => {
    const { own, world, voice } = await phone(true);
    await pass(9000);
    expect([own.asking.value, own.microphone.value]).toEqual([true, null]);
    await pass(2000);
    expect([own.asking.value, voice().readyState]).toEqual([false, "live"]);
    expect(own.cameraProblem.value?.reason).toBe("silent");
    world.silent = false;
    await own.retryPhone();
    expect([own.cameraProblem.value, own.camera.value === null]).toEqual([null, false]);
    expect(voice().readyState).toBe("live");
  });

  test("and does so by itself later is taken, and its second voice is let go", async () => {
    const { own, world, lens, voice } = await phone(true);
    await pass(11_000);
    const first = voice();
    world.answer();
    await pass(10);
    expect([own.cameraProblem.value, lens().readyState]).toEqual([null, "live"]);
    expect(voice()).toBe(first);
    const live = world.opened.filter((track) => track.readyState === "live");
    expect(live.map(({ kind }) => kind).sort()).toEqual(["audio", "video"]);
  });

  test("and does so when the call is over is let go", async () => {
    const { own, world } = await phone(true);
    await pass(11_000);
    own.stopPhone();
    world.answer();
    await pass(10);
    expect(world.opened.filter((track) => track.readyState === "live")).toEqual([]);
  });
});

describe("another app", () => {
  test("that takes the camera is named as the reason, and what it gives back is taken at once", async () => {
    const { own, world, lens } = await phone();
    world.taken = true;
    lens().end();
    await pass(5000);
    expect([own.pauseReason.value, own.lacking.value, own.camera.value]).toEqual([
      "taken",
      true,
      null,
    ]);
    world.taken = false;
    await pass(12_000);
    expect(own.pauseReason.value).toBeNull();
    expect(lens().readyState).toBe("live");
  });

  test("that lets go of a camera while one is plugged in is not waited for", async () => {
    const { own, world, lens } = await phone();
    world.taken = true;
    lens().end();
    await pass(30_000);
    world.taken = false;
    world.devices.dispatchEvent(new Event("devicechange"));
    await pass(10);
    expect(own.camera.value).not.toBeNull();
  });

  test("is not fought for by a page that she does not look at", async () => {
    const { world, show, lens } = await phone();
    world.taken = true;
    show(false);
    lens().end();
    const asked = vi.spyOn(navigator.mediaDevices, "getUserMedia");
    await pass(120_000);
    expect(asked).not.toHaveBeenCalled();
  });
});

describe("a call by telephone", () => {
  test("is named as the reason, and the microphone is left to the system", async () => {
    const { own, voice } = await phone();
    const first = voice();
    first.mute(true);
    expect(own.pauseReason.value).toBe("call");
    await pass(60_000);
    expect(voice()).toBe(first);
    first.mute(false);
    expect(own.pauseReason.value).toBeNull();
  });

  test("that ended the microphone has it opened again, as muted as it was", async () => {
    const { own, voice } = await phone();
    own.mute(true);
    const first = voice();
    first.end();
    await pass(100);
    expect(voice()).not.toBe(first);
    expect([voice().readyState, voice().enabled, own.pauseReason.value]).toEqual([
      "live",
      false,
      null,
    ]);
  });
});

test("a picture that she has switched off herself stays off", async () => {
  const { own, world, show } = await phone();
  await own.showPicture(false);
  show(false);
  show(true);
  await pass(60_000);
  expect(own.camera.value).toBeNull();
  expect([own.pauseReason.value, world.opened.length]).toEqual([null, 2]);
});

test("nothing is opened any more once the call is over", async () => {
  const { own, world, show, lens } = await phone();
  lens().end();
  own.stopPhone();
  show(false);
  show(true);
  await pass(60_000);
  expect(world.opened).toHaveLength(2);
});
