import type { Pointer } from "../net/wire";

/**
 * Milliseconds between two places: 30 a second is finer than an eye needs, and a tenth of a
 * mouse's.
 */
const APART = 33;
/** The data channel may lose messages: a resting pointer is sent again, and so is its end. */
const AGAIN = 1000;
const GOODBYES = [100, 400];

/** A pointer is gone after this time, which outlasts one repetition and a bad second of network. */
export const POINTER_LASTS = 3500;

/** Limits how often a pointer's place is sent; the last place always goes. */
export class Pointing {
  private at: Pointer | null = null;
  private sentAt = -Infinity;
  /** Whether a place waits for its turn; a newer place takes that turn over. */
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
      this.after(Math.max(0, this.sentAt + APART - this.now()), () => this.say());
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
    this.sentAt = this.now();
    this.send(this.at);
    this.timers = [setTimeout(() => this.say(), AGAIN)];
  }
}

/**
 * A pointer from the network: a place on the picture, null for its end, `undefined` for anything
 * else.
 */
export function readPointer(data: unknown): Pointer | null | undefined {
  if (data === null) return null;
  const { x, y } = (data ?? {}) as { x?: unknown; y?: unknown };
  const part = (value: unknown) => typeof value === "number" && value >= 0 && value <= 1;
  return part(x) && part(y) ? { x: x as number, y: y as number } : undefined;
}
