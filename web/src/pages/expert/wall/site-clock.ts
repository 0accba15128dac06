import type { Call } from "../../../protocol/net/wire";
import { t } from "../../../text/desk";
import { callClock, span, stopwatch } from "../../../text/spans";
import { moment } from "../../../text/time";

export interface SiteClock {
  words: string;
  tone: "calm" | "soon" | "late";
}

const SOON = 30 * 60_000;

/** The time left until the promised arrival, or the time on site. */
export function arrivalClock(
  { arrive_by: by, arrived_at: at, time_zone: zone }: Call,
  now: number,
): SiteClock | null {
  if (at) return { words: t().expert.wall.onSite(stopwatch(now - Date.parse(at))), tone: "calm" };
  if (!by) return null;
  const left = Date.parse(by) - now;
  if (left < 0) return { words: t().job.arriveOverdue(span(-left)), tone: "late" };
  if (left < SOON) return { words: t().job.arriveIn(span(left)), tone: "soon" };
  return { words: t().expert.wall.arriveBy(moment(by, zone, now)), tone: "calm" };
}

/** The time since the call was answered, or since it was asked for. */
export function callTime({ session }: Call, now: number): string {
  return callClock(now - Date.parse(session.claimed_at ?? session.asked_at));
}
