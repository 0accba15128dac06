import { isoOf } from "../protocol/instants";
import { acceptedZone } from "./time";

/** The time that a wall clock in the zone shows at a moment: "2026-11-22T14:05". */
export function toWall(iso: string, zone: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return "";
  const parts = new Intl.DateTimeFormat("en-GB", {
    ...{ timeZone: acceptedZone(zone), year: "numeric", month: "2-digit", day: "2-digit" },
    ...{ hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  }).formatToParts(at);
  const part = (type: string) => parts.find((each) => each.type === type)?.value ?? "";
  return `${part("year")}-${part("month")}-${part("day")}T${part("hour")}:${part("minute")}`;
}

/** What is the matter with a wall time: clocks pass over it, or show it twice. */
export type WallTrouble = "skipped" | "twice";

interface WallReading {
  iso: string;
  trouble: WallTrouble | null;
}

const DAY = 86_400_000;

/**
 * The moment at which a wall clock in the zone shows this time. One that clocks pass over in spring
 * is moved forward by what they are put forward; of two moments in autumn it is the first.
 */
export function readWall(wall: string, zone: string): WallReading | null {
  const target = Date.parse(`${wall}Z`);
  if (Number.isNaN(target)) return null;
  const offsets = [target - DAY, target + DAY].map((near) => offsetAt(near, zone));
  const moments = [...new Set(offsets)]
    .map((offset) => target - offset)
    .filter((at) => at + offsetAt(at, zone) === target)
    .sort((one, other) => one - other);
  const [first] = moments;
  if (first === undefined) return { iso: isoOf(target - (offsets[0] ?? 0)), trouble: "skipped" };
  return { iso: isoOf(first), trouble: moments.length > 1 ? "twice" : null };
}

/** The moment that `readWall` finds, null for a time that is none. */
export function fromWall(wall: string, zone: string): string | null {
  return readWall(wall, zone)?.iso ?? null;
}

function offsetAt(at: number, zone: string): number {
  const minute = Math.floor(at / 60_000) * 60_000;
  return Date.parse(`${toWall(isoOf(minute), zone)}Z`) - minute;
}
