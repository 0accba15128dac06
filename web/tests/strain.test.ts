import { describe, expect, test } from "vitest";
import {
  judgeStrain,
  RUNGS,
  rungOf,
  unstrained,
  type StrainMeasurement,
  type StrainState,
} from "../src/protocol/call/sending/strain";
import { encodingsFor } from "../src/protocol/call/sending/upstream";
import { seeded, seeds } from "./random";

const cool: StrainMeasurement = { encoding: 0.2, chip: false, limited: false, pressed: false };
const busy: StrainMeasurement = { ...cool, encoding: 0.75 };
const MINUTE = 60;

/** A phone in a call that measures how hard it works, second after second. */
class Phone {
  standing: StrainState = unstrained;
  at = 0;
  readonly rungs: number[] = [0];
  works(seconds: number, measured: StrainMeasurement): this {
    for (let second = 0; second < seconds; second++) {
      this.at += 1000;
      this.standing = judgeStrain(this.standing, measured, this.at);
      if (this.standing.rung !== this.rungs.at(-1)) this.rungs.push(this.standing.rung);
    }
    return this;
  }
}

describe("the picture of a phone", () => {
  test("is whole for an hour that it bears", () => {
    expect(new Phone().works(60 * MINUTE, { ...cool, encoding: 0.6 }).rungs).toEqual([0]);
    const untold = { ...cool, encoding: null };
    expect(new Phone().works(60 * MINUTE, untold).rungs).toEqual([0]);
  });

  test.each([
    ["its encoder takes most of a frame's interval", busy],
    ["its encoder says that the processor limits it", { ...cool, limited: true }],
    ["its system says that the processor is under pressure", { ...cool, pressed: true }],
    ["nothing is known but the pressure", { ...cool, encoding: null, pressed: true }],
    ["its chip is behind by a frame and a half", { ...cool, chip: true, encoding: 1.6 }],
  ])("is lowered by one rung after half a minute when %s", (_name, measured) => {
    expect(new Phone().works(29, measured).rungs).toEqual([0]);
    expect(new Phone().works(40, measured).rungs).toEqual([0, 1]);
  });

  test("is lowered by one rung at a time, down to the lowest, while the strain lasts", () => {
    const phone = new Phone().works(5 * MINUTE, busy);
    expect(phone.rungs).toEqual([0, 1, 2, 3]);
  });

  test("stays as it is for a strain that is soon over, and for a chip with two frames in hand", () => {
    const phone = new Phone();
    for (let time = 0; time < 20; time++) phone.works(25, busy).works(2, cool);
    expect(phone.works(60, { ...cool, chip: true, encoding: 1.2 }).rungs).toEqual([0]);
  });

  test("rises again after minutes of calm, one rung at a time", () => {
    const phone = new Phone().works(70, busy);
    expect(phone.rungs).toEqual([0, 1, 2]);
    expect(phone.works(170, cool).standing.rung).toBe(2);
    expect(phone.works(20, cool).standing.rung).toBe(1);
    expect(phone.works(170, cool).standing.rung).toBe(1);
    expect(phone.works(20, cool).standing.rung).toBe(0);
  });

  test("does not rise while the phone is neither strained nor calm", () => {
    const phone = new Phone().works(40, busy);
    expect(phone.works(30 * MINUTE, { ...cool, encoding: 0.55 }).standing.rung).toBe(1);
  });

  test("rises ever more rarely when each rise is too much, and as before after a long calm", () => {
    const phone = new Phone().works(40, busy);
    const waits: number[] = [];
    for (let turn = 0; turn < 4; turn++) {
      const since = phone.at;
      while (phone.standing.rung > 0) phone.works(1, cool);
      waits.push(Math.round((phone.at - since) / 1000 / MINUTE));
      phone.works(40, busy);
    }
    expect(waits).toEqual([3, 6, 12, 12]);
    phone.works(60 * MINUTE, cool);
    expect(phone.standing).toMatchObject({ rung: 0, falls: 0 });
  });

  test("never changes twice within half a minute, whatever is measured", () => {
    for (const seed of seeds(40)) {
      const random = seeded(seed);
      const phone = new Phone();
      let changed = -Infinity;
      for (let second = 0; second < 1500; second++) {
        const before = phone.standing.rung;
        const strained = Math.floor(second / 60) % 2 === 0 ? random() < 0.95 : random() < 0.05;
        phone.works(1, strained ? busy : cool);
        const step = phone.standing.rung - before;
        if (step === 0) continue;
        expect([seed, Math.abs(step)]).toEqual([seed, 1]);
        expect(phone.at - changed).toBeGreaterThanOrEqual(30_000);
        changed = phone.at;
      }
    }
  });
});

describe("a rung", () => {
  test("is first a smaller picture, then fewer frames", () => {
    const sizes = RUNGS.map(({ scale }) => scale);
    const rates = RUNGS.map(({ rate }) => rate);
    expect(sizes).toEqual([...sizes].sort((a, b) => a - b));
    expect(rates).toEqual([...rates].sort((a, b) => b - a));
    expect([sizes[1], rates[1]]).toEqual([1.5, 30]);
  });

  test("is one lower with a battery that is nearly empty, and never below the lowest", () => {
    const rungs = [0, 1, 2, 3].map((rung) => rungOf({ ...unstrained, rung }, true));
    expect(rungs).toEqual([1, 2, 3, 3]);
    expect(rungOf({ ...unstrained, rung: 2 }, false)).toBe(2);
  });

  test("never sends more than the network carries, or than anybody needs", () => {
    for (const rung of RUNGS) {
      for (const kbps of [null, 300, 900, 5000]) {
        for (const video of ["full", "small", "none"] as const) {
          const rate = { video, kbps };
          const whole = encodingsFor("video", rate).video;
          const lowered = encodingsFor("video", rate, false, rung).video;
          expect(lowered.maxBitrate).toBeLessThanOrEqual(whole.maxBitrate);
          expect(lowered.maxFramerate).toBeLessThanOrEqual(whole.maxFramerate ?? 0);
          expect(lowered.scaleResolutionDownBy).toBeGreaterThanOrEqual(
            whole.scaleResolutionDownBy ?? 0,
          );
          expect(lowered.active).toBe(whole.active);
        }
      }
      expect(encodingsFor("stills", null, false, rung)).toEqual(encodingsFor("stills", null));
      expect(encodingsFor("voice", null, false, rung).video.active).toBe(false);
    }
  });
});
