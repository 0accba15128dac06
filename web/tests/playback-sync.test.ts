import { describe, expect, test } from "vitest";
import { follow, type Follower, type Leader } from "../src/protocol/job/playback-sync";
import { seeded, seeds } from "./random";

/** A fake of an <audio> that has all its data: it moves with the clock and at its rate. */
class Voice implements Follower {
  currentTime = 0;
  playbackRate = 1;
  paused = true;
  seeking = false;
  jumps = 0;

  constructor(readonly duration: number) {}

  async play(): Promise<void> {
    this.paused = false;
  }

  pause(): void {
    this.paused = true;
  }

  pass(seconds: number): void {
    if (!this.paused)
      this.currentTime = Math.min(this.duration, this.currentTime + seconds * this.playbackRate);
  }
}

const film = (currentTime: number, moving = true): Leader => ({
  currentTime,
  playbackRate: 1,
  moving,
});

describe("Eva's voice under Tess's picture", () => {
  test("begins when the picture has come to where she began", () => {
    const voice = new Voice(58);
    follow(film(1), voice, 1.5);
    expect(voice.paused).toBe(true);
    follow(film(2), voice, 1.5);
    expect([voice.paused, voice.currentTime]).toEqual([false, 0.5]);
  });

  test("jumps along, rests with it, and is silent after its own end", () => {
    const voice = new Voice(58);
    follow(film(30), voice, 0);
    expect(voice.currentTime).toBe(30);
    follow(film(30.1, false), voice, 0);
    expect(voice.paused).toBe(true);
    follow(film(59), voice, 0);
    expect([voice.paused, voice.currentTime]).toEqual([true, 58]);
  });

  test("keeps the film's own speed", () => {
    const voice = new Voice(58);
    follow({ currentTime: 10, playbackRate: 1.5, moving: true }, voice, 0);
    expect(voice.playbackRate).toBe(1.5);
  });

  test("waits while the picture waits for data", () => {
    const voice = new Voice(58);
    follow(film(5), voice, 0);
    follow(film(5, false), voice, 0);
    expect(voice.paused).toBe(true);
  });

  test.each(seeds(5))(
    "never jumps for what a nudge mends, and stays within a tenth of a second, seed %i",
    (seed) => {
      const next = seeded(seed);
      const voice = new Voice(600);
      const offset = 1.25;
      let at = 20;
      follow(film(at), voice, offset);
      for (let turn = 0; turn < 2000; turn++) {
        // A player's clock stutters, and so does the timer that calls `follow`.
        const step = 0.2 + next() * 0.1;
        at += step;
        voice.pass(step * (0.998 + next() * 0.004));
        const before = voice.currentTime;
        follow(film(at), voice, offset);
        expect(voice.currentTime).toBe(before);
        expect(Math.abs(at - offset - voice.currentTime)).toBeLessThan(0.1);
      }
    },
  );
});
