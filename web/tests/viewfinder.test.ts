import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { FramePlaces } from "../src/pages/technician/job/photo/places";
import { shotState } from "../src/pages/technician/job/photo/shot-state";
import { shotsWords } from "../src/pages/technician/viewfinder/shots-words";
import { Shutter } from "../src/pages/technician/viewfinder/shutter";
import { Touches } from "../src/pages/technician/viewfinder/touches";
import { newItem, type DeliveryStage, type Safety } from "../src/protocol/outbox/entries";
import { picture } from "./outboxes";

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("the shutter", () => {
  const shooting = () => {
    const shots: boolean[] = [];
    const shutter = new Shutter(async (burst) => {
      shots.push(burst);
      await new Promise((done) => setTimeout(done, 100));
    });
    return { shots, shutter };
  };

  test("takes one picture at a short press, at once", async () => {
    const { shots, shutter } = shooting();
    shutter.press();
    expect(shots).toEqual([false]);
    await vi.advanceTimersByTimeAsync(200);
    shutter.release();
    await vi.advanceTimersByTimeAsync(5000);
    expect(shots).toEqual([false]);
  });

  test("takes one after the other while it is held", async () => {
    const { shots, shutter } = shooting();
    shutter.press();
    await vi.advanceTimersByTimeAsync(450 + 3 * 250 + 100);
    shutter.release();
    await vi.advanceTimersByTimeAsync(5000);
    expect(shots).toEqual([false, true, true, true, true]);
  });

  test("that is pressed twice in a row takes two, and holds no burst of the first", async () => {
    const { shots, shutter } = shooting();
    shutter.press();
    shutter.release();
    await vi.advanceTimersByTimeAsync(100);
    shutter.press();
    await vi.advanceTimersByTimeAsync(400);
    shutter.release();
    await vi.advanceTimersByTimeAsync(5000);
    expect(shots).toEqual([false, false]);
  });
});

describe("the places for frames", () => {
  test("are given in the order in which they are asked for, and never more than there are", async () => {
    const places = new FramePlaces(2);
    const given: string[] = [];
    const ask = (name: string) => void places.take().then(() => given.push(name));
    for (const name of ["a", "b", "c", "d"]) ask(name);
    let free = false;
    void places.freed().then(() => (free = true));
    await vi.advanceTimersByTimeAsync(0);
    expect(given).toEqual(["a", "b"]);
    places.leave();
    places.leave();
    await vi.advanceTimersByTimeAsync(0);
    expect([given, free]).toEqual([["a", "b", "c", "d"], false]);
    places.leave();
    await vi.advanceTimersByTimeAsync(0);
    expect(free).toBe(true);
    ask("e");
    await vi.advanceTimersByTimeAsync(0);
    expect(given.at(-1)).toBe("e");
  });
});

describe("fingers on the picture", () => {
  const touching = () => {
    const [zooms, taps]: [number[], object[]] = [[], []];
    const touches = new Touches({
      zoom: () => 2,
      onZoom: (zoom) => zooms.push(zoom),
      onTap: (at) => taps.push(at),
    });
    return { zooms, taps, touches };
  };

  test("tap where they come down for a moment", () => {
    const { taps, touches } = touching();
    touches.down(1, { x: 10, y: 20 }, 0);
    touches.up(1, 200);
    touches.down(1, { x: 50, y: 50 }, 1000);
    touches.move(1, { x: 90, y: 50 });
    touches.up(1, 1100);
    touches.down(1, { x: 60, y: 60 }, 2000);
    touches.up(1, 3000);
    expect(taps).toEqual([{ x: 10, y: 20 }]);
  });

  test("zoom by as much as two of them move apart, and tap nothing", () => {
    const { zooms, taps, touches } = touching();
    touches.down(1, { x: 100, y: 100 }, 0);
    touches.down(2, { x: 200, y: 100 }, 10);
    touches.move(2, { x: 300, y: 100 });
    touches.move(1, { x: 250, y: 100 });
    touches.up(2, 100);
    touches.up(1, 120);
    expect([zooms, taps]).toEqual([[4, 1], []]);
  });
});

describe("a shot", () => {
  const item = (safety: Safety, stage: DeliveryStage = "waiting") => {
    const made = newItem(picture("p"), safety);
    made.progress.value = { ...made.progress.value, stage };
    return made;
  };

  test.each([
    ["saving", undefined],
    ["saving", item("writing")],
    ["kept", item("safe")],
    ["kept", item("safe", "sending")],
    ["onlyHere", item("full")],
    ["onlyHere", item("failed", "sending")],
    ["stored", item("safe", "stored")],
    ["refused", item("safe", "refused")],
  ] as const)("is %s", (state, kept) => {
    expect(shotState(false, kept)).toBe(state);
  });

  test("of which the camera gave no picture says so", () => {
    expect(shotState(true, undefined)).toBe("failed");
  });

  test("is told of in words, the newest first", () => {
    expect(shotsWords([])).toBe("");
    expect(shotsWords(["saving"])).toBe("Saving on this phone · 1 photo");
    expect(shotsWords(["kept", "stored"])).toBe("Kept on this phone · 2 photos");
  });
});
