import type { Battery } from "../../net/wire";
import { higher, to, type SendingState } from "./degrade";

/** What she has chosen to save the battery in this call. */
export interface Saving {
  /** She sends stills instead of video. */
  stills: boolean;
  /** The level in percent below which she was last asked; null before. */
  asked: number | null;
}

/** The levels in percent below which a battery is low, and she is asked; at each once a call. */
export const LOW = 20;
const VERY_LOW = 10;

export const nothingSaved: Saving = { stills: false, asked: null };

export function isLow(battery: Battery | null): boolean {
  return battery !== null && !battery.charging && battery.level < LOW;
}

/** The level at which she is to be asked for stills now; null when she need not be asked. */
export function dueAt({ stills, asked }: Saving, battery: Battery | null): number | null {
  if (stills || !battery || !isLow(battery)) return null;
  const mark = battery.level < VERY_LOW ? VERY_LOW : LOW;
  return asked === null || mark < asked ? mark : null;
}

/** The choice after another reading of the battery: it ends when the phone charges. */
export function whileCharging(saving: Saving, battery: Battery | null): Saving {
  return saving.stills && battery?.charging ? { ...saving, stills: false } : saving;
}

/**
 * The state of sending with stills at most, as she has chosen, whatever the path carries. No probe
 * is needed for a video that she doesn't want.
 */
export function atMostStills(judged: SendingState, before: SendingState, at: number): SendingState {
  if (judged.sends !== "video") return { ...judged, probing: false };
  const { rose, falls } = before;
  return { ...to(judged, "stills", at), rose, falls };
}

/** The state of sending when she wants video again, which then proves itself as after a rise. */
export function videoAgain(standing: SendingState, at: number): SendingState {
  return standing.sends === "stills" ? higher(standing, at) : standing;
}
