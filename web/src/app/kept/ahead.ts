import { isDear } from "../../device/network";
import { FetchAhead } from "../../protocol/kept/fetch-ahead";
import type { DayStore } from "../../protocol/kept/kept";
import { jobPictures } from "../../protocol/net/api";
import type { JobRow } from "../../protocol/net/wire";
import { inCall } from "../calls/open-call";
import { requestedCall, seated } from "../calls/calls";
import { api, serverNow } from "../state";
import { hasRoomForPictures, keptDay } from "./day";
import { isOpen } from "./open-job";

/** Milliseconds between two runs: her own uploads change the same job again and again. */
const BETWEEN = 30_000;
/** A small picture that is larger than this is none. */
const LARGEST = 200_000;
/** Milliseconds for one picture. */
const PATIENCE = 20_000;

interface Day {
  store: DayStore;
  rows: JobRow[];
  all: boolean;
}

let next: Day | null = null;
let running = false;

/**
 * Fetch these jobs before she opens them, while the line is free. `all`: no other job is hers. Calls
 * in quick succession are one run with the last list.
 */
export async function fetchDay(rows: JobRow[], all: boolean): Promise<void> {
  const store = keptDay();
  next = store && { store, rows, all };
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

async function fetchOnce({ store, rows, all }: Day): Promise<void> {
  const ahead = new FetchAhead({
    store,
    job: api.job,
    context: api.jobContext,
    picture: fetchPicture,
    now: serverNow,
    free: () => navigator.onLine && keptDay() === store && !calling(),
    freeForPictures: () => hasRoomForPictures() && !isDear(),
    isOpen,
  });
  if (keptDay() === store) await ahead.run(rows, all);
}

const calling = () => inCall() || requestedCall.peek() !== null || seated.peek().length > 0;

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
