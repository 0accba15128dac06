import { isoOf } from "../../protocol/instants";
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Job } from "../../protocol/net/wire";
import { t } from "../../text";
import { span, stopwatch } from "../../text/spans";
import { clockTime, day, moment, sameDay } from "../../text/time";
import "./clock.css";

let clock: () => number = Date.now;
const now = signal(clock());
let watchers = 0;
let timer: ReturnType<typeof setInterval> | undefined;

/** Read the time of all that is shown from this clock, in milliseconds, from now on. */
export function showTimeOf(source: () => number): void {
  clock = source;
}

/** The server's time, which redraws the component each second. */
export function useNow(): number {
  useEffect(() => {
    now.value = clock();
    if (watchers++ === 0) timer = setInterval(() => (now.value = clock()), 1000);
    return () => {
      if (--watchers === 0) clearInterval(timer);
    };
  }, []);
  return now.value;
}

export interface ClockReading {
  words: string;
  tone: "calm" | "soon" | "late";
}

const SOON = 30 * 60_000;

/** The one time that matters in this state of a job, in words; null when none does. */
export function readClock(job: Job, zone: string, at: number): ClockReading | null {
  const words = t().job;
  if (job.state === "completed" && job.completed_at) {
    const today = sameDay(job.completed_at, isoOf(at), zone);
    return {
      words: words.completedAt(
        today ? clockTime(job.completed_at, zone) : day(job.completed_at, zone),
      ),
      tone: "calm",
    };
  }
  if (job.state === "on_hold" && job.held_at) {
    return { words: words.heldFor(span(at - Date.parse(job.held_at))), tone: "soon" };
  }
  if (job.state === "on_site" && job.arrived_at) {
    return { words: words.onSiteFor(stopwatch(at - Date.parse(job.arrived_at))), tone: "calm" };
  }
  if (["completed", "canceled", "on_site", "on_hold"].includes(job.state)) return null;
  if (job.arrive_by) return untilArrival(job.arrive_by, zone, at);
  const since = job.opened_at ?? job.requested_at;
  return since ? { words: words.waitingFor(span(at - Date.parse(since))), tone: "calm" } : null;
}

function untilArrival(arriveBy: string, zone: string, at: number): ClockReading {
  const words = t().job;
  const left = Date.parse(arriveBy) - at;
  if (left < 0) return { words: words.arriveOverdue(span(-left)), tone: "late" };
  if (left < SOON) return { words: words.arriveIn(span(left)), tone: "soon" };
  return { words: words.arriveBy(moment(arriveBy, zone, at)), tone: "calm" };
}

export function JobClock({ job, zone }: { job: Job; zone: string }) {
  const reading = readClock(job, zone, useNow());
  return reading && <span class={`clock clock-${reading.tone} num`}>{reading.words}</span>;
}
