import { describe, expect, test } from "vitest";
import { initialState, judge, type SendingState } from "../src/protocol/call/sending/degrade";
import type { PathMeasurement } from "../src/protocol/call/sending/measurement";
import { seeded, seeds } from "./random";

const fine: PathMeasurement = { kbps: 2500, rtt: 60, loss: 0, live: true, away: 0 };
const thin: PathMeasurement = { ...fine, kbps: 200, rtt: 300 };
const far: PathMeasurement = { ...fine, kbps: 900, rtt: 1000, loss: 0.1 };
const dire: PathMeasurement = { ...fine, kbps: 12, rtt: 900, loss: 0.2 };

/** A phone that moves, and measures its path second after second. */
class Walk {
  standing: SendingState = initialState(0);
  at = 0;
  readonly sent: string[] = ["video"];
  go(seconds: number, measured: PathMeasurement | ((second: number) => PathMeasurement)): this {
    for (let second = 0; second < seconds; second++) {
      this.at += 1000;
      const seen = typeof measured === "function" ? measured(second) : measured;
      this.standing = judge(this.standing, seen, this.at);
      if (this.standing.sends !== this.sent.at(-1)) this.sent.push(this.standing.sends);
    }
    return this;
  }
  get sends() {
    return this.standing.sends;
  }
}

describe("what a phone sends", () => {
  test("is video while the network carries it, for an hour", () => {
    expect(new Walk().go(3600, fine).sent).toEqual(["video"]);
  });

  test.each([
    ["less than 250 kbit/s", thin],
    ["a second there and back with one in ten lost", far],
    ["the same where the browser estimates nothing", { ...far, kbps: null }],
  ])("becomes stills within ten seconds at %s", (_name, measured) => {
    expect(new Walk().go(30, fine).go(10, measured).sends).toBe("stills");
  });

  test.each([
    ["far away without loss", { ...fine, rtt: 1200 }],
    ["lossy nearby", { ...fine, loss: 0.15 }],
    ["just enough", { ...fine, kbps: 260 }],
    ["unknown", { ...fine, kbps: null, rtt: null, loss: null }],
  ])("stays video when it is only %s", (_name, measured) => {
    expect(new Walk().go(120, measured).sent).toEqual(["video"]);
  });

  test("does not change for a dip of three seconds", () => {
    expect(new Walk().go(30, fine).go(3, thin).go(30, fine).sent).toEqual(["video"]);
  });

  test("is the voice alone where not even stills get through", () => {
    const walk = new Walk().go(20, dire);
    expect(walk.sends).toBe("voice");
    expect(walk.sent).toEqual(["video", "stills", "voice"]);
  });

  test("is the voice alone where a third of all gets lost, whatever the estimate says", () => {
    expect(new Walk().go(30, { ...thin, rtt: 900, loss: 0.4 }).sent).toEqual([
      "video",
      "stills",
      "voice",
    ]);
  });

  test("is the voice alone after ten seconds with neither path nor socket, and what it was with both", () => {
    const gone = (second: number): PathMeasurement => ({
      ...fine,
      kbps: null,
      live: false,
      away: second * 1000,
    });
    const walk = new Walk().go(30, fine).go(9, gone);
    expect(walk.sends).toBe("video");
    expect(walk.go(4, (second) => gone(second + 9)).sends).toBe("voice");
    expect(walk.go(1, fine).sends).toBe("video");
    expect(walk.go(30, fine).sent).toEqual(["video", "voice", "video"]);
  });

  test("is stills again after both were gone where it had been stills, and video where the next path is thin, for seconds alone", () => {
    const gone = (second: number): PathMeasurement => ({
      ...fine,
      kbps: null,
      live: false,
      away: second * 1000,
    });
    expect(new Walk().go(20, thin).go(30, gone).go(1, thin).sends).toBe("stills");
    expect(new Walk().go(20, fine).go(30, gone).go(6, thin).sends).toBe("stills");
  });

  test("goes on as it was when the server alone is gone", () => {
    expect(new Walk().go(120, (second) => ({ ...fine, away: second * 1000 })).sent).toEqual([
      "video",
    ]);
  });
});

describe("the way back", () => {
  test("is found by itself, once it has been better for eight seconds", () => {
    const walk = new Walk().go(20, thin);
    expect(walk.go(7, fine).sends).toBe("stills");
    expect(walk.go(4, fine).sends).toBe("video");
  });

  test("is not taken between the two borders", () => {
    const walk = new Walk().go(20, thin).go(300, { ...fine, kbps: 255 });
    expect(walk.sent).toEqual(["video", "stills"]);
  });

  test("is tried within twenty seconds where an estimate of stills swings about 250 kbit/s", () => {
    const walk = new Walk()
      .go(20, far)
      .go(20, (second) => ({ ...fine, kbps: 220 + (second % 4) * 15 }));
    expect(walk.sent).toEqual(["video", "stills", "video"]);
  });

  test.each([
    ["far away", { ...fine, rtt: 1000 }],
    ["lossy", { ...fine, loss: 0.08 }],
  ])("is not tried for such an estimate %s", (_name, measured) => {
    const walk = new Walk().go(20, far);
    walk.go(300, (second) => ({ ...measured, kbps: 235 + (second % 4) * 30 }));
    expect(walk.sends).toBe("stills");
  });

  test("takes longer each time it was taken too soon", () => {
    const walk = new Walk();
    const spans: number[] = [];
    walk.go(20, thin);
    for (let round = 0; round < 4; round++) {
      let seconds = 0;
      while (walk.sends === "stills") {
        walk.go(1, fine);
        seconds++;
      }
      spans.push(seconds);
      walk.go(14, thin);
    }
    expect(spans).toEqual([...spans].sort((a, b) => a - b));
    expect(spans[3]).toBeGreaterThan(3 * (spans[0] ?? Infinity));
    expect(spans[3]).toBeLessThan(70);
  });

  test("is looked for: more is tried for three seconds, ever more rarely, while nothing grows", () => {
    const walk = new Walk().go(10, thin);
    const probes: number[] = [];
    let before = false;
    for (let second = 0; second < 180; second++) {
      walk.go(1, thin);
      if (walk.standing.probing && !before) probes.push(walk.at);
      before = walk.standing.probing;
    }
    const apart = probes.slice(1).map((at, turn) => at - (probes[turn] ?? 0));
    expect(probes.length).toBeGreaterThan(2);
    expect(apart.every((gap) => gap >= 12_000 && gap <= 60_000)).toBe(true);
  });

  test("is held on to when trying shows that more goes", () => {
    const walk = new Walk().go(10, thin);
    // Stills alone don't fill the path: its estimate grows only during a probe.
    const seen = () => ({ ...thin, rtt: 80, kbps: walk.standing.probing ? 700 : 200 });
    for (let second = 0; second < 60 && walk.sends === "stills"; second++) walk.go(1, seen);
    expect(walk.sends).toBe("video");
  });

  test("is not looked for where a second of waiting and losses would be made worse by it", () => {
    const walk = new Walk().go(20, far);
    for (let second = 0; second < 120; second++) {
      walk.go(1, far);
      expect(walk.standing.probing).toBe(false);
    }
    expect(walk.sends).toBe("stills");
  });

  test("is looked for most rarely on a long way, and at once when it has become short", () => {
    const walk = new Walk().go(20, far);
    const long = { ...thin, rtt: 1000 };
    const tried: number[] = [];
    for (let second = 0; second < 100; second++) {
      const before = walk.standing.probing;
      walk.go(1, long);
      if (walk.standing.probing && !before) tried.push(second);
    }
    expect(tried.length).toBeGreaterThan(0);
    expect(tried.length).toBeLessThanOrEqual(2);
    const fair = () => ({ ...fine, kbps: walk.standing.probing ? 700 : 220 });
    let seconds = 0;
    for (; walk.sends === "stills" && seconds < 60; seconds++) walk.go(1, fair);
    expect(walk.sends).toBe("video");
    expect(seconds).toBeLessThan(20);
  });

  test("from the voice alone is tried after a while, since silence measures nothing", () => {
    const walk = new Walk().go(20, dire);
    walk.go(30, { ...dire, kbps: null });
    expect(walk.sent).toContain("voice");
    expect(walk.sent.slice(3)).toContain("stills");
  });
});

test.each(seeds(20))(
  "whatever the network does, it does not flutter, and ends at video (seed %i)",
  (seed) => {
    const next = seeded(seed);
    const walk = new Walk();
    const changes: number[] = [];
    for (let spell = 0; spell < 50; spell++) {
      const measured: PathMeasurement = {
        kbps: next() < 0.1 ? null : Math.round(next() ** 2 * 1500),
        rtt: Math.round(next() * 1500),
        loss: next() * 0.2,
        live: next() < 0.9,
        away: 0,
      };
      const [socketless, lasts] = [next() < 0.1, next() * 20];
      for (let second = 0; second < lasts; second++) {
        const before = walk.sends;
        walk.go(1, { ...measured, away: socketless ? second * 1000 : 0 });
        if (before !== walk.sends && measured.live) changes.push(walk.at);
      }
    }
    changes
      .slice(1)
      .forEach((at, turn) => expect(at - (changes[turn] ?? 0)).toBeGreaterThanOrEqual(4000));
    expect(walk.go(300, fine).sends).toBe("video");
  },
);
