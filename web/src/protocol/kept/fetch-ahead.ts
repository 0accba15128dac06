import { hasAllParts } from "../job/job";
import { ApiError } from "../net/client";
import type { JobContext, JobDocument, JobRow } from "../net/wire";
import {
  contextPath,
  dueSoon,
  isDueSoon,
  isJobPath,
  jobPath,
  pictureName,
  type DayStore,
  type Kept,
} from "./kept";

export interface FetchAheadPorts {
  store: DayStore;
  job: (id: string) => Promise<JobDocument>;
  context: (id: string) => Promise<JobContext>;
  /** The bytes of a small picture; null where there is none to be had. */
  picture: (job: string, evidence: string) => Promise<ArrayBuffer | null>;
  /** Milliseconds by the server's clock. */
  now: () => number;
  /** Whether the line is free: there is a network, and no call on it. */
  free: () => boolean;
  /** Whether pictures may go over this line, and there is room for them. */
  freeForPictures: () => boolean;
  /** Whether a page keeps this job up to date already. */
  isOpen: (job: string) => boolean;
}

/** The most pictures that a phone keeps: small ones have some 30,000 bytes. */
const MOST_PICTURES = 400;
const MOST_PICTURES_OF_JOB = 40;
/** A site's notes change without an event of the job: they are fetched again after this time. */
const CONTEXT_AGED = 6 * 3_600_000;
/** The server is asked again about a job that is done and in no list after this time. */
const UNLISTED_AGED = 3_600_000;

/**
 * Fetches a technician's jobs before she opens them, one request after another: their documents
 * where `seq` says that they have changed, what stands around them, and their small pictures.
 */
export class FetchAhead {
  constructor(private readonly ports: FetchAheadPorts) {}

  /** `rows`: her jobs; `all` when she has no others, so that what is kept of others is dropped. */
  async run(rows: JobRow[], all: boolean): Promise<void> {
    const { store, free } = this.ports;
    const kept = new Map((await store.jobs()).map((each) => [each.path, each]));
    for (const id of goneJobs(rows, [...kept.keys()])) {
      if (all) await store.dropJob(id);
      else if (free()) await this.lookAfter(id, kept);
    }
    for (const row of dueSoon(rows, this.ports.now())) {
      if (!free()) return;
      if (!this.ports.isOpen(row.id)) await this.fetchJob(row, kept);
    }
    await this.fetchPictures();
  }

  private async fetchJob(row: JobRow, kept: ReadonlyMap<string, Kept>): Promise<void> {
    const { store, now } = this.ports;
    const [path, around] = [jobPath(row.id), contextPath(row.id)];
    const document = kept.get(path);
    // What an earlier version kept may lack what that knew nothing of.
    const changed = document?.seq !== row.seq || !hasAllParts(document.value as JobDocument);
    const aged = now() - (kept.get(around)?.at ?? 0) > CONTEXT_AGED;
    await this.unlessGone(row.id, async () => {
      if (changed) {
        const value = await this.ports.job(row.id);
        await store.keep({ path, seq: value.seq, at: now(), value });
      }
      if (changed || aged) {
        const value = await this.ports.context(row.id);
        await store.keep({ path: around, seq: 0, at: now(), value });
      }
    });
  }

  /**
   * A kept job is in no list, some of which have further pages: the server is asked whether it is
   * still hers. One that was done lately is asked about now and then, and dropped after its time.
   */
  private async lookAfter(id: string, kept: ReadonlyMap<string, Kept>): Promise<void> {
    const { store, now, isOpen } = this.ports;
    const path = jobPath(id);
    const document = kept.get(path);
    const done = (document?.value as JobDocument | undefined)?.job.state === "completed";
    if (isOpen(id) || (done && now() - (document?.at ?? 0) < UNLISTED_AGED)) return;
    await this.unlessGone(id, async () => {
      const value = await this.ports.job(id);
      if (!isDueSoon(value.job, now())) return store.dropJob(id);
      return store.keep({ path, seq: value.seq, at: now(), value });
    });
  }

  /** Fetch what there is of a job, and drop it when the server says that it is gone. */
  private async unlessGone(id: string, fetch: () => Promise<void>): Promise<void> {
    try {
      await fetch();
    } catch (error) {
      if (!(error instanceof ApiError) || !error.gone) throw error;
      await this.ports.store.dropJob(id);
    }
  }

  /** The small pictures of the jobs that are kept; those of others are dropped. */
  async fetchPictures(): Promise<void> {
    const { store } = this.ports;
    const wanted = wantedPictures(await store.jobs());
    const there = new Set(await store.pictureNames());
    const names = new Set(wanted.map(({ job, evidence }) => pictureName(job, evidence)));
    await store.dropPictures([...there].filter((name) => !names.has(name)));
    for (const { job, evidence } of wanted) {
      const name = pictureName(job, evidence);
      if (there.has(name)) continue;
      if (!this.ports.free() || !this.ports.freeForPictures()) return;
      const bytes = await this.ports.picture(job, evidence);
      // A photo may have needed the room meanwhile.
      if (!this.ports.freeForPictures()) return;
      if (bytes) await store.keepPicture(name, bytes);
    }
  }
}

/** The ids of kept jobs that are hers no more. */
export function goneJobs(rows: JobRow[], paths: string[]): string[] {
  const hers = new Set(rows.map((row) => row.id));
  const ids = new Set(paths.map((path) => path.split("/")[1] ?? ""));
  return [...ids].filter((id) => !hers.has(id));
}

/** The newest pictures of each kept job, as far as they may fill a phone. */
export function wantedPictures(kept: Kept[]): { job: string; evidence: string }[] {
  const documents = kept
    .filter(({ path }) => isJobPath(path))
    .map(({ value }) => value as JobDocument);
  const each = documents.flatMap(({ job, evidence }) =>
    Object.values(evidence)
      .filter((item) => item.renditions.small && !item.withdrawn_at)
      .sort((a, b) => b.received_at.localeCompare(a.received_at))
      .slice(0, MOST_PICTURES_OF_JOB)
      .map((item) => ({ job: job.id, evidence: item.id })),
  );
  return each.slice(0, MOST_PICTURES);
}
