import {
  diagnose,
  missing,
  nothingMissing,
  type MissingMedia,
  type PeerSigns,
} from "../src/protocol/call/diagnosis";
import type { StateData } from "../src/protocol/net/wire";
import { device } from "./together";

export const films = device;
export const START = 100_000;

/** Tess as Eva's page sees her, second by second. */
export class Tess {
  now = START;
  online = true;
  age: number | null = null;
  seen: PeerSigns = {
    ...{ present: true, state: "live", since: START, via: "node" },
    ...{ flow: { audio: true, video: true }, device: films, power: null, photoRule: "allowed" },
  };
  private gone: MissingMedia = nothingMissing;

  after(seconds: number, change: Partial<PeerSigns> = {}): this {
    this.now += seconds * 1000;
    this.seen = { ...this.seen, ...change };
    this.gone = missing(this.gone, this.seen, this.now);
    return this;
  }

  says(change: Partial<StateData>, seconds = 0): this {
    return this.after(seconds, { device: { ...films, ...change } });
  }

  get matter(): string {
    const { online, age, now, gone } = this;
    const diagnosis = diagnose(this.seen, { missing: gone, online, age, now });
    return "since" in diagnosis
      ? `${diagnosis.kind} ${Math.round((now - diagnosis.since) / 1000)}`
      : diagnosis.kind;
  }
}

export const silent = { flow: { audio: false, video: false } };
export const away = (now: number) => ({ present: false, state: "absent" as const, since: now });
