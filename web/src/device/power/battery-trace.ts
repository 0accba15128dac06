/** The moment at which the battery was seen to fall to this level, in percent. */
interface BatteryDrop {
  at: number;
  level: number;
}

/** A battery as the browser tells of it, and how it has fallen since it was last charged. */
export interface BatteryTrace {
  /** In percent. */
  level: number;
  charging: boolean;
  drops: BatteryDrop[];
}

/** With fewer percent, or in less time, than these nobody can tell how fast a battery empties. */
const LEAST_FALL = 2;
const LEAST_TIME = 3 * 60_000;
/** The drops that count: a phone that sends stills empties more slowly than it did with video. */
const MOST_DROPS = 10;
/** A battery that is said to last longer than two days isn't emptied by a call. */
export const MOST_MINUTES = 2 * 24 * 60;

/**
 * The trace after another reading. The level at the first reading is no drop, since nobody saw when
 * it was reached.
 */
export function traced(
  before: BatteryTrace | null,
  seen: Omit<BatteryTrace, "drops">,
  at: number,
): BatteryTrace {
  const { level, charging } = seen;
  if (!before || charging || before.charging || level > before.level)
    return { level, charging, drops: [] };
  if (level === before.level) return before;
  return { level, charging, drops: [...before.drops, { at, level }].slice(-MOST_DROPS) };
}

/**
 * The minutes that the battery lasts: as the browser estimates (`dischargingTime` in seconds), which
 * on many phones it never does, else by the drops; null while it charges, or neither tells.
 */
export function minutesLeft(
  trace: BatteryTrace,
  dischargingTime: number,
  at: number,
): number | null {
  if (trace.charging) return null;
  const told = Number.isFinite(dischargingTime) && dischargingTime > 0;
  const minutes = told ? dischargingTime / 60 : byDrops(trace, at);
  return minutes === null || minutes > MOST_MINUTES ? null : Math.round(minutes);
}

function byDrops({ level, drops }: BatteryTrace, at: number): number | null {
  const [first] = drops;
  const last = drops.at(-1);
  if (!first || !last) return null;
  const fallen = first.level - last.level;
  const took = last.at - first.at;
  if (fallen < LEAST_FALL || took < LEAST_TIME) return null;
  // A percent that lasts longer than those before it slows the estimate down.
  const percent = Math.max(took / fallen, (at - first.at) / (fallen + 1));
  return Math.max(0, level * percent - (at - last.at)) / 60_000;
}
