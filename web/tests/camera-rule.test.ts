import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { pass, phone } from "./phone-in-call";

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("a site that allows no pictures", () => {
  test("leaves the camera closed, and nobody is asked for it until it is allowed", async () => {
    const { own, world, lens, voice, obeyRule } = await phone(false, "none");
    expect(world.opened.map(({ kind }) => kind)).toEqual(["audio"]);
    expect([own.camera.value, own.cameraProblem.value]).toEqual([null, null]);
    expect(voice().readyState).toBe("live");
    await pass(60_000);
    expect(own.camera.value).toBeNull();
    obeyRule("stills_only");
    await pass(0);
    expect([lens().readyState, own.hidden.value]).toEqual(["live", false]);
  });

  test("closes a camera that films, and keeps the voice", async () => {
    const { own, lens, voice, forbidden, obeyRule } = await phone();
    const filming = lens();
    obeyRule(null);
    obeyRule("stills_only");
    expect(filming.readyState).toBe("live");
    obeyRule("none");
    expect([filming.readyState, own.camera.value, forbidden.value]).toEqual([
      ...["ended", null, true],
    ]);
    expect(voice().readyState).toBe("live");
  });

  test("lets nothing open that comes late", async () => {
    const { own, world, obeyRule } = await phone(true);
    await pass(11_000);
    obeyRule("none");
    world.answer();
    await pass(0);
    expect(own.camera.value).toBeNull();
    expect(
      world.opened.filter(({ kind, readyState }) => kind === "video" && readyState !== "ended"),
    ).toEqual([]);
  });
});
