import { afterEach, beforeEach, vi } from "vitest";

/** Timers that pass by the test's word alone, in each test of the file; the clock stays real. */
export function withFakeTimers(): void {
  beforeEach(() =>
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] }),
  );
  afterEach(() => vi.useRealTimers());
}
