import type { Pointer } from "../net/wire";

/** 30 a second: finer than the eye asks for, a tenth of what a mouse reports. */
const APART = 33;
/** The channel may lose one: a resting pointer is said again, and so is its end. */
const AGAIN = 1000;
const GOODBYES = [100, 400];

/** Longer than one repetition and a bad second of network: then it is gone. */
export const POINTER_LASTS = 3500;

/** Spaces out where somebody points, the last place always being said. */
export class Pointing {
  private at: Pointer | null = null;
  private said = -Infinity;
  /** Whether a place waits for its turn: a newer one then takes it. */
  private waiting = false;
  private timers: ReturnType<typeof setTimeout>[] = [];

  constructor(
    private readonly send: (at: Pointer | null) => void,
    private readonly now: () => number,
  ) {}

  point(at: Pointer | null): void {
    const rested = this.at === null;
    this.at = at;
    if (at === null) {
      if (!rested) this.leave();
    } else if (!this.waiting) {
      this.waiting = true;
      this.after(Math.max(0, this.said + APART - this.now()), () => this.say());
    }
  }

  stop(): void {
    this.timers.forEach(clearTimeout);
    this.timers = [];
    this.waiting = false;
  }

  private leave(): void {
    this.stop();
    this.send(null);
    this.timers = GOODBYES.map((after) => setTimeout(() => this.send(null), after));
  }

  private after(milliseconds: number, act: () => void): void {
    this.timers.forEach(clearTimeout);
    if (milliseconds === 0) act();
    else this.timers = [setTimeout(act, milliseconds)];
  }

  private say(): void {
    if (this.at === null) return;
    this.waiting = false;
    this.said = this.now();
    this.send(this.at);
    this.timers = [setTimeout(() => this.say(), AGAIN)];
  }
}

/** What came over the wire, if it is a place on the picture; `undefined` when it is neither. */
export function readPointer(data: unknown): Pointer | null | undefined {
  if (data === null) return null;
  const { x, y } = (data ?? {}) as { x?: unknown; y?: unknown };
  const part = (value: unknown) => typeof value === "number" && value >= 0 && value <= 1;
  return part(x) && part(y) ? { x: x as number, y: y as number } : undefined;
}
