import type { MediaConnection } from "../connection/handover";
import type { Sends } from "./upstream";

/** What was measured of the way that the picture takes, just now; null where the browser doesn't say. */
export interface PathMeasurement {
  /** Kilobits a second that it carries, as the browser and the node estimate it. */
  kbps: number | null;
  /** Milliseconds there and back. */
  rtt: number | null;
  /** The part that gets lost, 0 to 1. */
  loss: number | null;
  /** Whether anything connects to anybody. */
  live: boolean;
  /** Milliseconds without a socket. */
  away: number;
}

/** What is sent, and why: all that the next judgement goes by. Times are milliseconds of one clock. */
export interface SendingState {
  sends: Sends;
  /** Whether more than is sent is to be tried just now, so that the estimate may grow. */
  probing: boolean;
  since: number;
  /** Since when it has been worse than what is sent needs, or better; null: it is not. */
  worse: number | null;
  better: number | null;
  /** Since when it has been near, and no narrower than an estimate of stills may be wrong by. */
  calm: number | null;
  /** When it last went up, and how often it came down again soon: the next time it waits longer. */
  rose: number | null;
  falls: number;
  /** What was sent when path and socket went, which says nothing of how wide the next path is. */
  lost: Sends | null;
  probedAt: number;
  probes: number;
  /** Whether an answer took its time, when it was last judged. */
  far: boolean;
  rtt: number | null;
  loss: number | null;
  judgedAt: number;
}

/** Below this a moving picture shows no label. */
export const VIDEO_NEEDS = 250;
/** Above this it is worth while again: what lies between changes nothing. */
export const VIDEO_AGAIN = 400;
export const STILLS_NEED = 30;
export const STILLS_AGAIN = 60;
/** Where so much gets lost nothing is ever whole, whatever the estimate is. */
const HOPELESS = 0.35;
/** A second there and back with one in ten lost, less what a measurement is off by. */
const FAR = { rtt: 800, loss: 0.05 };
const NEAR = { rtt: 600, loss: 0.03 };
export const AWAY = 10_000;

const WORSE_FOR = 4000;
const WORSE_FOR_ONCE_RISEN = 12_000;
const BETTER_FOR = 8000;
/** After each fall the patience doubles, so often. */
const MOST_FALLS = 3;
const SOON = 60_000;
/** A window over which one lost report, or one late answer, is nothing. */
const SMOOTH = 3000;
const PROBE_FOR = 3000;
const PROBE_EVERY = 12_000;
const MOST_PROBES = 2;
/** On a path that has just become short it is tried four times as often at first. */
const SHORT_AGAIN = -2;
/** Without a picture nothing tells what a picture would find: after a while it is tried. */
const TRY_STILLS = 15_000;
/**
 * Of stills no estimate grows to what video begins again at, but it swings: where it has not been below
 * the first for so long, and is above the second once, video is tried.
 */
const TRY_VIDEO = { least: 210, once: 260, after: 12_000 };

export function initialState(at: number): SendingState {
  return {
    ...{
      sends: "video",
      probing: false,
      since: at,
      worse: null,
      better: null,
      calm: null,
      rose: null,
      falls: 0,
    },
    lost: null,
    ...{ probedAt: at, probes: 0, far: false, rtt: null, loss: null, judgedAt: at },
  };
}

/**
 * What the phone sends from now on: `video`, `stills` where a moving picture would be mush, `voice`
 * where not even they get through. Called about once a second; nothing is remembered elsewhere.
 */
export function judge(before: SendingState, measured: PathMeasurement, at: number): SendingState {
  const weight = Math.min(1, (at - before.judgedAt) / SMOOTH);
  const standing: SendingState = {
    ...before,
    judgedAt: at,
    rtt: smoothed(before.rtt, measured.rtt, weight),
    loss: smoothed(before.loss, measured.loss, weight),
  };
  if (!measured.live) return notLive(standing, measured, at);
  if (standing.lost !== null) return { ...to(standing, standing.lost, at), lost: null };
  const seen = { ...measured, rtt: standing.rtt, loss: standing.loss };
  const { sends } = before;
  standing.worse = tooMuch(sends, seen) ? (before.worse ?? at) : null;
  standing.better = enoughFor(sends, seen) ? (before.better ?? at) : null;
  standing.calm = calmly(seen) ? (before.calm ?? at) : null;
  if (standing.worse !== null && at - standing.worse >= forbearance(standing, at))
    return lower(standing, at);
  const patience = BETTER_FOR * 2 ** standing.falls;
  if (standing.better !== null && at - standing.better >= patience) return higher(standing, at);
  if (sends === "stills" && mayTry(standing, seen, at)) return higher(standing, at);
  const patient = at - standing.since >= TRY_STILLS * 2 ** standing.falls;
  if (sends === "voice" && patient && (seen.loss ?? 0) < HOPELESS) return higher(standing, at);
  return probed(standing, seen, at);
}

/** A path that is near again may be misjudged when the picture begins to move, and is right soon after. */
function forbearance({ rose, rtt }: SendingState, at: number): number {
  const begins = rose !== null && at - rose < WORSE_FOR_ONCE_RISEN && (rtt ?? 0) < NEAR.rtt;
  return begins ? WORSE_FOR_ONCE_RISEN : WORSE_FOR;
}

type PathEstimate = Pick<PathMeasurement, "kbps" | "rtt" | "loss">;

const beyond = ({ rtt, loss }: PathEstimate, limit: typeof FAR): boolean =>
  (rtt ?? 0) >= limit.rtt && (loss ?? 0) >= limit.loss;

function tooMuch(sends: Sends, seen: PathEstimate): boolean {
  const kbps = seen.kbps ?? Infinity;
  if (sends === "video") return kbps < VIDEO_NEEDS || beyond(seen, FAR);
  return sends === "stills" && (kbps < STILLS_NEED || (seen.loss ?? 0) >= HOPELESS);
}

function enoughFor(sends: Sends, seen: PathEstimate): boolean {
  const kbps = seen.kbps ?? Infinity;
  if (sends === "stills") return kbps >= VIDEO_AGAIN && !beyond(seen, NEAR);
  return (
    sends === "voice" &&
    seen.kbps !== null &&
    kbps >= STILLS_AGAIN &&
    (seen.loss ?? 0) < HOPELESS / 2
  );
}

function mayTry({ calm, since, falls }: SendingState, { kbps }: PathEstimate, at: number): boolean {
  const fair = calm === null ? 0 : at - Math.max(calm, since);
  return (kbps ?? 0) >= TRY_VIDEO.once && fair >= TRY_VIDEO.after * 2 ** falls;
}

/** What is sent again counts as come: on a far path losses say little. */
const calmly = ({ kbps, rtt, loss }: PathEstimate): boolean =>
  (kbps ?? 0) >= TRY_VIDEO.least && (rtt ?? 0) < NEAR.rtt && (loss ?? 0) < FAR.loss;

/** With neither path nor socket there is nobody to show anything to; what stood is kept in mind. */
function notLive(standing: SendingState, { away }: PathMeasurement, at: number): SendingState {
  const kept = {
    ...standing,
    worse: null,
    better: null,
    calm: null,
    probing: false,
    rtt: null,
    loss: null,
  };
  const { sends } = standing;
  return away > AWAY && sends !== "voice"
    ? { ...kept, sends: "voice", since: at, lost: sends }
    : kept;
}

function lower(standing: SendingState, at: number): SendingState {
  const soon = standing.rose !== null && at - standing.rose < SOON;
  const falls = soon ? Math.min(standing.falls + 1, MOST_FALLS) : 0;
  return { ...to(standing, standing.sends === "video" ? "stills" : "voice", at), falls };
}

function higher(standing: SendingState, at: number): SendingState {
  return { ...to(standing, standing.sends === "voice" ? "stills" : "video", at), rose: at };
}

function to(standing: SendingState, sends: Sends, at: number): SendingState {
  return {
    ...standing,
    sends,
    since: at,
    worse: null,
    better: null,
    probing: false,
    probedAt: at,
    probes: 0,
  };
}

/**
 * Stills alone never fill the line, so that its estimate stays low: now and then more is tried, at once
 * when the path has become short, and as rarely as ever while it is long: it would cost the stills most.
 */
function probed(before: SendingState, seen: PathEstimate, at: number): SendingState {
  if (before.sends !== "stills") return { ...before, probing: false, far: false };
  const far = (seen.rtt ?? 0) >= NEAR.rtt;
  const standing = { ...before, far };
  if (far) standing.probes = MOST_PROBES;
  else if (before.far) Object.assign(standing, { probes: SHORT_AGAIN, probedAt: at - PROBE_EVERY });
  if (beyond(seen, NEAR)) return { ...standing, probing: false };
  if (standing.probing) {
    if (at - standing.probedAt < PROBE_FOR) return standing;
    // What has grown is to be held on to until it is judged.
    return standing.better === null ? { ...standing, probing: false } : standing;
  }
  if (at - standing.probedAt < PROBE_EVERY * 2 ** standing.probes) return standing;
  return {
    ...standing,
    probing: true,
    probedAt: at,
    probes: Math.min(standing.probes + 1, MOST_PROBES),
  };
}

function smoothed(before: number | null, now: number | null, weight: number): number | null {
  if (now === null || before === null) return now ?? before;
  return before + (now - before) * weight;
}

/** Of the ways that carry the picture, the best: while somebody sees it, it is worth sending. */
export function measurementOf(ways: MediaConnection[], away: number): PathMeasurement {
  const live = ways.filter((way) => way.live);
  const all = (name: "available" | "rtt" | "losing") =>
    live.flatMap((way) => way.last?.[name] ?? []);
  const least = (values: number[]) => (values.length > 0 ? Math.min(...values) : null);
  const kbps = all("available");
  return {
    kbps: kbps.length > 0 ? Math.max(...kbps) : null,
    ...{ rtt: least(all("rtt")), loss: least(all("losing")), live: live.length > 0, away },
  };
}
