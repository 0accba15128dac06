import { effect, signal, untracked, type ReadonlySignal, type Signal } from "@preact/signals";
import { inTime } from "../../device/in-time";
import type { LiveJob } from "../../protocol/job/live-job";
import { jobPath, PATHS, withNewerRow, type DayStore, type Kept } from "../../protocol/kept/kept";
import type { JobDocument, JobRow, Page } from "../../protocol/net/wire";
import { lastHeard, live, serverNow } from "../state";
import { keptDay } from "./day";
import { showKept } from "./pictures";

/** Milliseconds for the phone's store before the job is fetched like one that was never kept. */
const PATIENCE = 1000;
/** Milliseconds without a further change after which the document is kept. */
const SETTLED = 1000;

const open = new Map<string, number>();

/** Whether a page of this tab keeps the job up to date. */
export const isOpen = (job: string): boolean => open.has(job);

export interface JobOpening {
  /** The time as of which the document holds, by the server's clock; null while there is none. */
  at: ReadonlySignal<number | null>;
  /** Keep the document as it is now; resolves when it is kept, or can't be. */
  keep: () => Promise<void>;
  close: () => void;
}

/**
 * Open a job with what is kept of it, if anything is, and keep it up to date until it is closed.
 * `onKept` is called after each change that was kept.
 */
export function openJob(job: LiveJob, onKept: () => void): JobOpening {
  const at = signal<number | null>(null);
  const day = keptDay();
  const keep = async () => {
    const kept = confirmedDocument(job, at);
    if (day && kept) await inTime(day.keep(kept).then(onKept), PATIENCE).catch(() => {});
  };
  const ends = [counted(job.id), () => job.close(), followed(job), dated(job, at)];
  if (day) ends.push(keptUp(job, day, keep));
  let closed = false;
  void begin(job, at, day).then((hide) => (closed ? hide() : ends.push(hide)));
  const close = () => {
    closed = true;
    for (const end of ends) end();
  };
  return { at, keep, close };
}

async function begin(
  job: LiveJob,
  at: Signal<number | null>,
  day: DayStore | null,
): Promise<() => void> {
  const reading = day && readKept(job.id, day).catch(() => null);
  const kept = reading && (await inTime(reading, PATIENCE).catch(() => null));
  if (kept) return beginFrom(kept, job, at);
  const loading = job.load();
  // A store that takes long may still be faster than a network that hangs, or refuses.
  const late = await reading;
  if (late && !job.document.peek()) return beginFrom(late, job, at);
  await loading;
  return () => {};
}

function beginFrom(kept: KeptJob, job: LiveJob, at: Signal<number | null>): () => void {
  const hide = showKept(job.id, kept.pictures);
  at.value = kept.document.at;
  job.begin(kept.document.value);
  void job.catchUp();
  return hide;
}

type KeptJob = NonNullable<Awaited<ReturnType<typeof readKept>>>;

async function readKept(job: string, day: DayStore) {
  // Each of them is in a database or a transaction of its own, so that none waits for another.
  const [document, row, pictures] = await Promise.all([
    day.read<JobDocument>(jobPath(job)),
    readRow(job, day),
    day.pictures(job),
  ]);
  if (!document) return null;
  return { document: { ...document, value: withNewerRow(document.value, row) }, pictures };
}

/** The job in the lists that are kept. */
async function readRow(job: string, day: DayStore): Promise<JobRow | undefined> {
  const paths = [PATHS.active, PATHS.completed];
  const lists = await Promise.all(paths.map((path) => day.read<Page<JobRow>>(path)));
  const rows = lists.flatMap((list) => list?.value.items ?? []).filter(({ id }) => id === job);
  return rows.sort((one, other) => other.seq - one.seq)[0];
}

function counted(job: string): () => void {
  open.set(job, (open.get(job) ?? 0) + 1);
  return () => {
    const left = (open.get(job) ?? 1) - 1;
    if (left > 0) open.set(job, left);
    else open.delete(job);
  };
}

/** The live connection follows the job from its first document on. */
function followed(job: LiveJob): () => void {
  let leave: (() => void) | null = null;
  const forget = effect(() => {
    if (job.document.value) leave ??= untracked(() => live().follow(job));
  });
  return () => {
    forget();
    leave?.();
  };
}

/**
 * The document holds when the server says so, and as long as it is heard on a live connection on
 * which it has said so.
 */
function dated(job: LiveJob, at: Signal<number | null>): () => void {
  const { status } = live();
  /** How often the server had said so when this connection began; null without one. */
  let before: number | null = null;
  const ends = [
    effect(() => {
      if (job.confirmed.value > 0) at.value = serverNow();
    }),
    effect(() => {
      const stands = status.value.kind === "live";
      const confirmed = job.confirmed.peek();
      const held = before !== null && confirmed > before;
      if (!stands && held) at.value = later(at.peek(), lastHeard());
      before = stands ? (before ?? confirmed) : null;
    }),
  ];
  return () => ends.forEach((end) => end());
}

const later = (one: number | null, other: number | null) =>
  one === null || other === null ? (one ?? other) : Math.max(one, other);

/** The document to keep; null before the server has said that it holds, and once it refuses it. */
function confirmedDocument(job: LiveJob, at: ReadonlySignal<number | null>): Kept | null {
  const value = job.document.peek();
  if (!value || job.problem.peek() || job.confirmed.peek() === 0) return null;
  return { path: jobPath(job.id), seq: value.seq, at: at.peek() ?? serverNow(), value };
}

/** Keep the document a while after each change, and drop it once the server says that it is gone. */
function keptUp(job: LiveJob, day: DayStore, keep: () => Promise<void>): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const ends = [
    effect(() => {
      void job.document.value;
      void job.confirmed.value;
      clearTimeout(timer);
      timer = setTimeout(keep, SETTLED);
    }),
    effect(() => {
      if (job.problem.value?.gone) void day.dropJob(job.id).catch(() => {});
    }),
  ];
  return () => {
    ends.forEach((end) => end());
    clearTimeout(timer);
    void keep();
  };
}
