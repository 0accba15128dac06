import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { battery, watchBattery } from "../src/device/power/battery";
import { minutesLeft, traced, type BatteryTrace } from "../src/device/power/battery-trace";
import { pressed, watchPressure } from "../src/device/power/pressure";

const MINUTE = 60_000;

/** The trace of a battery whose levels were read at these minutes. */
function seen(...readings: [minute: number, level: number, charging?: boolean][]): BatteryTrace {
  let trace: BatteryTrace | null = null;
  for (const [minute, level, charging = false] of readings)
    trace = traced(trace, { level, charging }, minute * MINUTE);
  return trace as BatteryTrace;
}

const left = (trace: BatteryTrace, minute: number, told = Infinity) =>
  minutesLeft(trace, told, minute * MINUTE);

describe("the minutes that a battery lasts", () => {
  test("are the browser's where it tells any", () => {
    expect(left(seen([0, 18]), 0, 35 * 60 + 10)).toBe(35);
  });

  test("are not known at the first reading, whose level was reached at nobody knows what time", () => {
    expect(left(seen([0, 50]), 60)).toBeNull();
    expect(left(seen([0, 50], [1, 49], [3, 48]), 3)).toBeNull();
  });

  test("follow from the levels seen in the call", () => {
    expect(left(seen([0, 50], [1, 49], [3, 48], [5, 47]), 5)).toBe(94);
    expect(left(seen([0, 50], [1, 49], [3, 48], [5, 47]), 6)).toBe(93);
  });

  test("are not guessed from less than three minutes, however fast the level falls", () => {
    expect(left(seen([0, 50], [1, 48], [2, 45], [3, 44]), 3)).toBeNull();
    expect(left(seen([0, 50], [1, 48], [2, 45], [4, 42]), 4)).toBe(21);
  });

  test("become more while a percent lasts longer than those before", () => {
    const trace = seen([0, 50], [1, 49], [3, 48], [5, 47]);
    expect(left(trace, 25)).toBe(356);
  });

  test("are those of the last ten drops: stills empty a battery more slowly than video", () => {
    const video = Array.from({ length: 20 }, (_, turn) => [turn, 90 - turn] as [number, number]);
    const stills = Array.from({ length: 12 }, (_, turn) => [24 + 5 * turn, 70 - turn] as const);
    expect(left(seen(...video), 19)).toBe(71);
    expect(
      left(seen(...video, ...stills.map(([at, level]): [number, number] => [at, level])), 79),
    ).toBe(295);
  });

  test("are none while it charges, and are told anew after it has charged", () => {
    expect(left(seen([0, 18, true]), 0, 600)).toBeNull();
    const trace = seen([0, 20], [1, 19], [3, 18], [5, 17], [6, 17, true], [9, 22], [12, 21]);
    expect(left(trace, 12)).toBeNull();
    expect(left(seen([0, 20], [2, 19], [4, 18], [6, 17], [7, 30]), 8)).toBeNull();
  });

  test("are none where they would be days, which tell nothing of a call", () => {
    expect(left(seen([0, 90]), 0, 3 * 86_400)).toBeNull();
  });
});

class FakeBattery extends EventTarget {
  level = 0.18;
  charging = false;
  chargingTime = Infinity;
  dischargingTime = Infinity;

  becomes(change: Partial<FakeBattery>, event = "levelchange"): void {
    Object.assign(this, change);
    this.dispatchEvent(new Event(event));
  }
}

describe("the battery of this device", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });
  const watched = async (manager: FakeBattery) => {
    vi.stubGlobal("navigator", { getBattery: async () => manager });
    const stop = watchBattery();
    await vi.advanceTimersByTimeAsync(0);
    return stop;
  };

  test("is followed at each change, and each minute", async () => {
    const manager = new FakeBattery();
    const stop = await watched(manager);
    expect(battery.value).toEqual({ level: 18, charging: false, minutes: null });
    manager.becomes({ dischargingTime: 2100 }, "dischargingtimechange");
    expect(battery.value).toEqual({ level: 18, charging: false, minutes: 35 });
    manager.becomes({ charging: true, dischargingTime: Infinity }, "chargingchange");
    expect(battery.value).toEqual({ level: 18, charging: true, minutes: null });
    manager.becomes({ charging: false }, "chargingchange");
    for (const level of [0.17, 0.16, 0.15, 0.14]) {
      await vi.advanceTimersByTimeAsync(2 * MINUTE);
      manager.becomes({ level });
    }
    expect(battery.value?.minutes).toBe(28);
    await vi.advanceTimersByTimeAsync(MINUTE);
    expect(battery.value?.minutes).toBe(27);
    stop();
    expect(battery.value).toBeNull();
    manager.becomes({ level: 0.1 });
    expect(battery.value).toBeNull();
  });

  test("is none of a computer that has none, until it is told that one empties", async () => {
    const manager = Object.assign(new FakeBattery(), { level: 1, charging: true, chargingTime: 0 });
    const stop = await watched(manager);
    expect(battery.value).toBeNull();
    manager.becomes({ charging: false, chargingTime: Infinity }, "chargingchange");
    expect(battery.value).toEqual({ level: 100, charging: false, minutes: null });
    stop();
  });

  test("is none in a browser without one, where it is forbidden, and once nobody follows", async () => {
    vi.stubGlobal("navigator", {});
    watchBattery()();
    vi.stubGlobal("navigator", { getBattery: () => Promise.reject(new Error("NotAllowedError")) });
    const stop = watchBattery();
    await vi.advanceTimersByTimeAsync(0);
    expect(battery.value).toBeNull();
    stop();
    vi.stubGlobal("navigator", { getBattery: async () => new FakeBattery() });
    watchBattery()();
    await vi.advanceTimersByTimeAsync(MINUTE);
    expect(battery.value).toBeNull();
  });
});

describe("the pressure on this device's processor", () => {
  afterEach(() => vi.unstubAllGlobals());

  test("is what the system calls serious or critical", () => {
    let tell: (records: { state: string }[]) => void = () => {};
    const observed: unknown[] = [];
    class Observer {
      constructor(told: typeof tell) {
        tell = told;
      }
      async observe(...asked: unknown[]) {
        observed.push(asked);
      }
      disconnect() {
        observed.push("disconnect");
      }
    }
    vi.stubGlobal("PressureObserver", Observer);
    const stop = watchPressure();
    const states = ["nominal", "fair", "serious", "critical", "fair"].map((state) => {
      tell([{ state: "nominal" }, { state }]);
      return pressed.value;
    });
    expect(states).toEqual([false, false, true, true, false]);
    tell([{ state: "critical" }]);
    stop();
    expect(pressed.value).toBe(false);
    expect(observed).toEqual([["cpu", { sampleInterval: 2000 }], "disconnect"]);
  });

  test("is none where no browser tells of it, or the page's policy forbids it", () => {
    watchPressure()();
    vi.stubGlobal(
      "PressureObserver",
      class {
        constructor() {
          throw new Error("NotAllowedError");
        }
      },
    );
    watchPressure()();
    expect(pressed.value).toBe(false);
  });
});
