import type { Job, JobDocument, JobRow, Page } from "../net/wire";

/** A document as this phone keeps it. */
export interface Kept<Value = unknown> {
  path: string;
  /** A job's `seq`; 0 for what has none. */
  seq: number;
  /** The time at which the server gave it, or said that it still holds: milliseconds by its clock. */
  at: number;
  value: Value;
}

/** The paths of what is kept of a technician's day. */
export const PATHS = { active: "jobs?active", completed: "jobs?completed" };
export const jobPath = (id: string) => `jobs/${id}`;
export const isJobPath = (path: string) => path.split("/").length === 2;
export const contextPath = (id: string) => `jobs/${id}/context`;

/** What one phone keeps of one person's days. */
export interface DayStore {
  read<Value>(path: string): Promise<Kept<Value> | null>;
  /** The documents of all jobs, with what stands around them. */
  jobs(): Promise<Kept[]>;
  keep(kept: Kept): Promise<void>;
  /** Drop a job's document, what stands around it, and its pictures. */
  dropJob(id: string): Promise<void>;
  /** The pictures of one job, by the ids of their evidence. */
  pictures(job: string): Promise<Map<string, ArrayBuffer>>;
  /** The names of all pictures. */
  pictureNames(): Promise<string[]>;
  keepPicture(name: string, bytes: ArrayBuffer): Promise<void>;
  dropPictures(names: string[]): Promise<void>;
}

export const pictureName = (job: string, evidence: string) => `${job}/${evidence}`;

export type Age = "fresh" | "aged" | "old";

const AGED = 15 * 60_000;
const OLD = 24 * 3_600_000;

/** How much a document's age matters: nothing at first, words above 15 minutes, colour above a day. */
export function ageOf(at: number, now: number): Age {
  const age = now - at;
  return age < AGED ? "fresh" : age < OLD ? "aged" : "old";
}

/** What is due until then is fetched ahead: whatever the zone, that is all of tomorrow. */
const AHEAD = 2 * OLD;

/** Her jobs as one page of each of her lists has them; `all` when she has no others. */
export function jobsOf(active: Page<JobRow>, completed: Page<JobRow>) {
  const rows = [...active.items, ...completed.items];
  return { rows, all: active.next === null && completed.next === null };
}

/** The jobs of yesterday, today and tomorrow: those still to be done, and those done since. */
export const dueSoon = (rows: JobRow[], now: number): JobRow[] =>
  rows.filter((row) => isDueSoon(row, now));

/** Whether the job is to be done until tomorrow, or was done since yesterday. */
export function isDueSoon(job: Job, now: number): boolean {
  if (job.state === "canceled") return false;
  if (job.state === "completed") return Date.parse(job.completed_at ?? "") > now - AHEAD;
  return job.arrive_by === null || Date.parse(job.arrive_by) < now + AHEAD;
}

/**
 * The document with the job as a list has it that is newer. The events between the two are still
 * missing, and end in the same job.
 */
export function withNewerRow(document: JobDocument, row: JobRow | undefined): JobDocument {
  if (!row || row.seq <= document.seq) return document;
  const newer = Object.entries(row).filter(([name]) => name in document.job);
  return { ...document, job: { ...document.job, ...Object.fromEntries(newer) } };
}
