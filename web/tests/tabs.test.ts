import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { holdName } from "../src/device/tabs";

beforeEach(() => vi.useFakeTimers({ shouldAdvanceTime: true, advanceTimeDelta: 200 }));
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
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
