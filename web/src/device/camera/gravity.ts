import { signal } from "@preact/signals-core";

/** The direction away from the ground: x to the right of the screen, y to its top, z to the eye. */
export interface Up {
  x: number;
  y: number;
  z: number;
}

/** Degrees clockwise. */
export type Turn = 0 | 90 | 180 | 270;

/** Source: https://www.w3.org/TR/orientation-event/#deviceorientation, the last row of the rotation. */
export function upOf(beta: number, gamma: number): Up {
  const [b, c] = [beta, gamma].map((degrees) => (degrees * Math.PI) / 180) as [number, number];
  return { x: -Math.cos(b) * Math.sin(c), y: Math.sin(b), z: Math.cos(b) * Math.cos(c) };
}

/** The part of gravity that has to lie in the plane of the screen: a flat phone has no upper edge. */
const LYING = 0.5;
/** Degrees from a quarter within which a phone is held that way; between them nothing changes. */
const NEAR = 30;

/** Degrees by which the phone is turned counter-clockwise; null while it lies flat. */
function heldAt({ x, y }: Up): number | null {
  if (Math.hypot(x, y) < LYING) return null;
  return (Math.atan2(x, y) * 180) / Math.PI;
}

const within = (degrees: number, full: number) => ((degrees % full) + full) % full;

/**
 * Degrees clockwise by which the phone is turned from upright; null while it lies flat, or is held
 * between two quarters.
 */
export function heldTurn(up: Up): Turn | null {
  const held = heldAt(up);
  if (held === null) return null;
  const quarter = Math.round(held / 90) * 90;
  return Math.abs(held - quarter) > NEAR ? null : (within(-quarter, 360) as Turn);
}

/**
 * The turn that sets a frame upright which the browser gives for the screen's angle. It is 0 unless
 * the screen is locked, or has not followed yet. `before` goes on where the phone lies flat, or is
 * held between two quarters.
 */
export function turnFor(up: Up, angle: number, before: Turn): Turn {
  const held = heldTurn(up);
  return held === null ? before : (within(angle + held, 360) as Turn);
}

/** Degrees clockwise by which the horizon is turned on the screen; null while the phone lies flat. */
export function horizonOn(up: Up, angle: number): number | null {
  const held = heldAt(up);
  return held === null ? null : Math.round((held - angle) * 2) / 2;
}

/** Degrees by which the horizon misses the nearest edge of the picture. */
export function tilt(horizon: number): number {
  const over = within(horizon, 90);
  return Math.min(over, 90 - over);
}

/** Older browsers have the angle on the window alone, and count to the left below 0. */
function screenAngle(): number {
  const { orientation } = window as { orientation?: number };
  return within(screen.orientation?.angle ?? orientation ?? 0, 360);
}

/** How the phone is held, as far as it tells: an iPhone does not unless it is asked. */
export class Gravity {
  /** Degrees clockwise of the horizon on the screen; null where nobody knows. */
  readonly horizon = signal<number | null>(null);
  turn: Turn = 0;
  /** Degrees clockwise by which the phone is turned from upright; null where nobody knows. */
  held: Turn | null = null;

  /** Follow the phone until the returned function is called. */
  follow(): () => void {
    const look = ({ beta, gamma }: DeviceOrientationEvent) => {
      if (beta === null || gamma === null) return;
      const [up, angle] = [upOf(beta, gamma), screenAngle()];
      this.turn = turnFor(up, angle, this.turn);
      this.held = heldTurn(up);
      this.horizon.value = horizonOn(up, angle);
    };
    addEventListener("deviceorientation", look);
    return () => removeEventListener("deviceorientation", look);
  }
}
