import type { PathMeasurement } from "./measurement";
import type { Sends } from "./upstream";

/** What is sent, and all that the next judgement goes by. Times are milliseconds of one clock. */
export interface SendingState {
  sends: Sends;
  /** Whether more than needed is sent just now, so that the estimate may grow. */
  probing: boolean;
  since: number;
  /** When the path became worse than what is sent needs, or better; null while it is not. */
  worse: number | null;
  better: number | null;
  /**
   * When the path became near, and as wide as the estimate with stills can show; null while it is
   * not.
   */
  calm: number | null;
  /**
   * When more was last sent, and how often less soon followed: each fall makes the next rise wait
   * longer.
   */
  rose: number | null;
  falls: number;
  /**
   * What was sent when path and socket were lost, which says nothing of how wide the next path is.
   */
  lost: Sends | null;
  probedAt: number;
  probes: number;
  /** Whether the round trip was long at the last judgement. */
  far: boolean;
  rtt: number | null;
  loss: number | null;
  judgedAt: number;
}

/** Kilobits a second below which a label can't be read in a moving picture. */
export const VIDEO_NEEDS = 250;
/** Kilobits a second above which video begins again; between the two nothing changes. */
export const VIDEO_AGAIN = 400;
export const STILLS_NEED = 30;
export const STILLS_AGAIN = 60;
/** With this loss no picture arrives whole, whatever the estimate is. */
const HOPELESS = 0.35;
/** A round trip of a second with a loss of one in ten, less the error of measurement. */
const FAR = { rtt: 800, loss: 0.05 };
const NEAR = { rtt: 600, loss: 0.03 };
export const AWAY = 10_000;

const WORSE_FOR = 4000;
const WORSE_FOR_ONCE_RISEN = 12_000;
const BETTER_FOR = 8000;
/** The patience doubles after each fall, at most this often. */
const MOST_FALLS = 3;
const SOON = 60_000;
/** The window of smoothing, over which one lost report or one late answer counts for little. */
const SMOOTH = 3000;
const PROBE_FOR = 3000;
const PROBE_EVERY = 12_000;
const MOST_PROBES = 2;
/**
 * The count of probes on a path that has just become near: it is probed four times as often at
 * first.
 */
const SHORT_AGAIN = -2;
/**
 * While only the voice is sent, nothing shows whether stills would get through: then they are
 * tried.
 */
const TRY_STILLS = 15_000;
/**
 * The estimate while stills are sent never grows to what video begins again at, but it swings:
 * where it has not been below `least` for a time of `after`, and is above `once`, video is tried.
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
 * Judge what the phone sends from now on: `video`; `stills` where a moving picture would be
 * unreadable; `voice` where not even stills get through. Called about once a second; it keeps no
 * state of its own.
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
  const estimate = { ...measured, rtt: standing.rtt, loss: standing.loss };
  const { sends } = before;
  standing.worse = tooMuch(sends, estimate) ? (before.worse ?? at) : null;
  standing.better = enoughFor(sends, estimate) ? (before.better ?? at) : null;
  standing.calm = isCalm(estimate) ? (before.calm ?? at) : null;
  if (standing.worse !== null && at - standing.worse >= forbearance(standing, at))
    return lower(standing, at);
  const patience = BETTER_FOR * 2 ** standing.falls;
  if (standing.better !== null && at - standing.better >= patience) return higher(standing, at);
  if (sends === "stills" && mayTry(standing, estimate, at)) return higher(standing, at);
  const patient = at - standing.since >= TRY_STILLS * 2 ** standing.falls;
  if (sends === "voice" && patient && (estimate.loss ?? 0) < HOPELESS) return higher(standing, at);
  return probe(standing, estimate, at);
}

/**
 * A near path is judged more patiently just after video begins, when its estimate is still wrong.
 */
function forbearance({ rose, rtt }: SendingState, at: number): number {
  const begins = rose !== null && at - rose < WORSE_FOR_ONCE_RISEN && (rtt ?? 0) < NEAR.rtt;
  return begins ? WORSE_FOR_ONCE_RISEN : WORSE_FOR;
}

type PathEstimate = Pick<PathMeasurement, "kbps" | "rtt" | "loss">;

const beyond = ({ rtt, loss }: PathEstimate, limit: typeof FAR): boolean =>
  (rtt ?? 0) >= limit.rtt && (loss ?? 0) >= limit.loss;

function tooMuch(sends: Sends, estimate: PathEstimate): boolean {
  const kbps = estimate.kbps ?? Infinity;
  if (sends === "video") return kbps < VIDEO_NEEDS || beyond(estimate, FAR);
  return sends === "stills" && (kbps < STILLS_NEED || (estimate.loss ?? 0) >= HOPELESS);
}

function enoughFor(sends: Sends, estimate: PathEstimate): boolean {
  const kbps = estimate.kbps ?? Infinity;
  if (sends === "stills") return kbps >= VIDEO_AGAIN && !beyond(estimate, NEAR);
  return (
    sends === "voice" &&
    estimate.kbps !== null &&
    kbps >= STILLS_AGAIN &&
    (estimate.loss ?? 0) < HOPELESS / 2
  );
}

function mayTry({ calm, since, falls }: SendingState, { kbps }: PathEstimate, at: number): boolean {
  const fair = calm === null ? 0 : at - Math.max(calm, since);
  return (kbps ?? 0) >= TRY_VIDEO.once && fair >= TRY_VIDEO.after * 2 ** falls;
}

/** Whether the path is calm. On a far path losses say little, since lost packets are sent again. */
const isCalm = ({ kbps, rtt, loss }: PathEstimate): boolean =>
  (kbps ?? 0) >= TRY_VIDEO.least && (rtt ?? 0) < NEAR.rtt && (loss ?? 0) < FAR.loss;

/**
 * With neither path nor socket only the voice is sent; the mode before that is kept for the next
 * path.
 */
function notLive(standing: SendingState, { away }: PathMeasurement, at: number): SendingState {
  const offline = {
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
    ? { ...offline, sends: "voice", since: at, lost: sends }
    : offline;
}

function lower(standing: SendingState, at: number): SendingState {
  const soon = standing.rose !== null && at - standing.rose < SOON;
  const falls = soon ? Math.min(standing.falls + 1, MOST_FALLS) : 0;
  return { ...to(standing, standing.sends === "video" ? "stills" : "voice", at), falls };
}

export function higher(standing: SendingState, at: number): SendingState {
  return { ...to(standing, standing.sends === "voice" ? "stills" : "video", at), rose: at };
}

export function to(standing: SendingState, sends: Sends, at: number): SendingState {
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
 * Probe with more than the stills need: they never fill the path, so that its estimate stays low.
 * This happens at once when the path has become near, and rarely while it is far, where stills
 * suffer most.
 */
function probe(before: SendingState, estimate: PathEstimate, at: number): SendingState {
  if (before.sends !== "stills") return { ...before, probing: false, far: false };
  const far = (estimate.rtt ?? 0) >= NEAR.rtt;
  const standing = { ...before, far };
  if (far) standing.probes = MOST_PROBES;
  else if (before.far) Object.assign(standing, { probes: SHORT_AGAIN, probedAt: at - PROBE_EVERY });
  if (beyond(estimate, NEAR)) return { ...standing, probing: false };
  if (standing.probing) {
    if (at - standing.probedAt < PROBE_FOR) return standing;
    // An estimate that has grown is held until it is judged.
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
