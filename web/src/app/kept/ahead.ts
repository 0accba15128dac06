import { isDear } from "../../device/network";
import { FetchAhead } from "../../protocol/kept/fetch-ahead";
import type { DayStore } from "../../protocol/kept/kept";
import { jobPictures } from "../../protocol/net/api";
import type { JobRow } from "../../protocol/net/wire";
import { isCalling } from "../calls/calling";
import { api, serverNow } from "../state";
import { hasRoomForPictures, keptDay } from "./day";
import { isOpen } from "./open-job";

/** Milliseconds between two runs: her own uploads change the same job again and again. */
const BETWEEN = 30_000;
/** A small picture that is larger than this is none. */
const LARGEST = 200_000;
/** Milliseconds for one picture. */
const PATIENCE = 20_000;

/** `list`: her jobs, and whether no other is hers; null to fetch pictures alone. */
interface Day {
  store: DayStore;
  list: { rows: JobRow[]; all: boolean } | null;
}

let next: Day | null = null;
let running = false;

/**
 * Fetch these jobs before she opens them, while the line is free. `all`: no other job is hers. Calls
 * in quick succession are one run with the last list.
 */
export function fetchDay(rows: JobRow[], all: boolean): Promise<void> {
  return fetchLater({ rows, all });
}

/** Fetch the small pictures of kept jobs, of which one has changed. */
export function fetchPictures(): Promise<void> {
  return fetchLater(null);
}

async function fetchLater(list: Day["list"]): Promise<void> {
  const store = keptDay();
  // A list of hers that waits has more to fetch than pictures.
  const waits = next?.store === store ? next?.list : null;
  next = store && { store, list: list ?? waits ?? null };
  if (running) return;
  running = true;
  while (next) {
    const day: Day = next;
    next = null;
    // Without an answer, or without room, the next change of the list begins again.
    await fetchOnce(day).catch(() => {});
    await new Promise((done) => setTimeout(done, BETWEEN));
  }
  running = false;
}

async function fetchOnce({ store, list }: Day): Promise<void> {
  const ahead = new FetchAhead({
    store,
    job: api.job,
    context: api.jobContext,
    picture: fetchPicture,
    now: serverNow,
    free: () => navigator.onLine && keptDay() === store && !isCalling(),
    freeForPictures: () => hasRoomForPictures() && !isDear(),
    isOpen,
  });
  if (keptDay() !== store) return;
  if (list) await ahead.run(list.rows, list.all);
  else await ahead.fetchPictures();
}

async function fetchPicture(job: string, evidence: string): Promise<ArrayBuffer | null> {
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), PATIENCE);
  try {
    const address = jobPictures(job)(evidence, "small");
    const answer = await fetch(address, { signal: giveUp.signal });
    const isPicture = (answer.headers.get("Content-Type") ?? "").startsWith("image/");
    if (!answer.ok || !isPicture) return null;
    const bytes = await answer.arrayBuffer();
    return bytes.byteLength <= LARGEST ? bytes : null;
  } finally {
    clearTimeout(timer);
  }
}
