import type { Point } from "../../../protocol/job/geometry";

/** Pixels that a finger may move and milliseconds that it may stay, and still taps. */
const STILL = 12;
const SHORT = 500;

interface Touched {
  /** The zoom at which a pinch begins. */
  zoom: () => number;
  onZoom: (zoom: number) => void;
  onTap: (at: Point) => void;
}

interface Finger {
  from: Point;
  at: Point;
  since: number;
}

const distance = (one: Point, other: Point) => Math.hypot(one.x - other.x, one.y - other.y);

/** Tells taps and pinches on the picture apart. */
export class Touches {
  private readonly fingers = new Map<number, Finger>();
  private pinch: { apart: number; zoom: number } | null = null;

  constructor(private readonly touched: Touched) {}

  down(id: number, at: Point, now: number): void {
    this.fingers.set(id, { from: at, at, since: now });
    const apart = this.apart();
    this.pinch = apart === null ? this.pinch : { apart, zoom: this.touched.zoom() };
  }

  move(id: number, at: Point): void {
    const finger = this.fingers.get(id);
    if (!finger) return;
    finger.at = at;
    const apart = this.apart();
    if (this.pinch && apart !== null)
      this.touched.onZoom((this.pinch.zoom * apart) / this.pinch.apart);
  }

  up(id: number, now: number): void {
    const finger = this.fingers.get(id);
    this.fingers.delete(id);
    if (!finger) return;
    const short = now - finger.since < SHORT && distance(finger.from, finger.at) < STILL;
    if (!this.pinch && short) this.touched.onTap(finger.at);
    // The second finger of a pinch, which goes last, is no tap.
    if (this.fingers.size === 0) this.pinch = null;
  }

  /** The system has taken the finger for something of its own. */
  cancel(id: number): void {
    this.fingers.delete(id);
    if (this.fingers.size === 0) this.pinch = null;
  }

  private apart(): number | null {
    const [one, other, ...more] = [...this.fingers.values()];
    if (!one || !other || more.length > 0) return null;
    return Math.max(1, distance(one.at, other.at));
  }
}
