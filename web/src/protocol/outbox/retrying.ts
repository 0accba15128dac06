import { ApiError } from "../net/client";
import type { Entry } from "./entries";

const LONGEST_PAUSE = 30_000;
const LONGEST_REST = 600_000;
const REFUSALS = new Set([400, 403, 404, 409, 410, 413, 415, 422]);
/** These refusals pass: the bytes are put once more, or the author signs in again. */
const PASSING = new Set(["upload_missing", "other_person"]);

/**
 * Milliseconds to the next try: the server's Retry-After, else doubling from a second, with jitter.
 */
export function backoff(attempts: number, retryAfter: number | null, random: number): number {
  const base = retryAfter === null ? 1000 * 2 ** Math.min(attempts - 1, 5) : retryAfter * 1000;
  return Math.min(base, LONGEST_PAUSE) * (0.75 + 0.5 * random);
}

/**
 * The owners of whom nothing is sent for a while, since the server said that so much is too much at
 * once (429): also when the network comes back, or somebody asks for it.
 */
export class RestingOwners {
  private readonly ids = new Set<string>();

  has({ owner }: Entry): boolean {
    return this.ids.has(owner?.id ?? "");
  }

  /** False when the problem asks for no rest; else `then` is called at its end. */
  begin({ owner }: Entry, problem: ApiError, random: number, then: () => void): boolean {
    if (problem.status !== 429) return false;
    const id = owner?.id ?? "";
    if (this.ids.has(id)) return true;
    this.ids.add(id);
    const asked = Math.min((problem.retryAfter ?? 10) * 1000, LONGEST_REST);
    // Never less than the server asked for, and not all at the same moment.
    setTimeout(
      () => {
        this.ids.delete(id);
        then();
      },
      asked + 1000 * random,
    );
    return true;
  }
}

/** The pauses of entries before their next try. */
export class Pauses {
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();
  private readonly resting = new RestingOwners();

  /** `over` is called whenever one is over. */
  constructor(
    private readonly random: () => number,
    private readonly over: () => void,
  ) {}

  has(entry: Entry): boolean {
    return this.timers.has(entry.id) || this.resting.has(entry);
  }

  /** `attempts`: how often it has been tried. */
  afterFailure(entry: Entry, attempts: number, problem: ApiError): void {
    const random = this.random();
    if (this.resting.begin(entry, problem, random, this.over)) return;
    this.begin(entry.id, backoff(attempts, problem.retryAfter, random));
  }

  begin(id: string, milliseconds: number): void {
    const timer = setTimeout(() => {
      this.timers.delete(id);
      this.over();
    }, milliseconds);
    this.timers.set(id, timer);
  }

  end(id: string): void {
    clearTimeout(this.timers.get(id));
    this.timers.delete(id);
  }

  /** End all but the rests that the server has asked for. */
  endAll(): void {
    for (const id of [...this.timers.keys()]) this.end(id);
  }
}

/** The fields that a server of an earlier version does not take. */
const NEWER_FIELDS = ["id", "happened_at", "device_time", "seen", "capture", "name"];
const UNKNOWN_FIELD = "Unknown field.";

/**
 * Whether a server of an earlier version has answered, as for a while when a new one is installed:
 * it refuses the fields that it doesn't know, and the next try may meet a newer one.
 */
export function isFromOlderServer({ status, fields }: ApiError): boolean {
  const unknown = NEWER_FIELDS.some((name) => fields[name]?.includes(UNKNOWN_FIELD));
  return (status === 400 || status === 422) && unknown;
}

/** Whether another try can't help: the server has understood the request, and refuses it. */
export function isFinal(problem: ApiError): boolean {
  // A page of a proxy says nothing of what the server takes, but for the size that it lets through.
  const isProxys = problem.strange && problem.status !== 413;
  const passes = PASSING.has(problem.code) || isFromOlderServer(problem) || isProxys;
  return REFUSALS.has(problem.status) && !passes;
}

export function asProblem(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  // The phone took the file back before it was read: only the person can choose it again.
  return new ApiError(422, "unreadable_file", "");
}
