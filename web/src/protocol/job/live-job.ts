import { signal } from "@preact/signals-core";
import { ApiError } from "../net/client";
import { hasAllParts, step, withAllParts } from "./job";
import type { Event, EventPage, JobDocument } from "../net/wire";

/** The source of one reader's document: her login or a share. */
export interface JobSource {
  load(): Promise<JobDocument>;
  /** `most`: the page has no more events than that. */
  events(after: number, most?: number): Promise<EventPage>;
}

/** When more events than this are missing, the document weighs less than they do. */
const MOST_MISSED = 20;

const pause = (milliseconds: number) => new Promise<void>((done) => setTimeout(done, milliseconds));
const RETRY = [1000, 2000, 5000, 10_000, 20_000];

/** Whether our server has refused, so that it would do so again. */
const isRefusal = ({ status, strange }: ApiError) =>
  status >= 400 && status < 500 && status !== 429 && !strange;

/** A job's document that heals itself: `events?after=` brings the events that pushes lose. */
export class LiveJob {
  readonly document = signal<JobDocument | null>(null);
  /** Why the document can't be shown any more, or yet. */
  readonly problem = signal<ApiError | null>(null);
  /** The events since the document was loaded. */
  readonly events = signal<Event[]>([]);
  /** How often the document was loaded anew, past events that this page has not seen. */
  readonly renewed = signal(0);
  /** How often the server has said that nothing is missing here. */
  readonly confirmed = signal(0);
  private catching: Promise<boolean> | null = null;
  private again = false;
  private hurry: () => void = () => {};
  private closed = false;
  private fromKept = false;
  private lacks = false;

  constructor(
    readonly id: string,
    private readonly source: JobSource,
    private readonly wait: (milliseconds: number) => Promise<void> = pause,
  ) {}

  /**
   * Begin with the document that this device has kept, until the server's answer is here. One that an
   * earlier version kept may lack what that knew nothing of, so that no event mends it.
   */
  begin(kept: JobDocument): void {
    const problem = this.problem.peek();
    if (this.document.peek() || (problem && isRefusal(problem))) return;
    this.problem.value = null;
    this.document.value = withAllParts(kept);
    this.fromKept = true;
    this.lacks = !hasAllParts(kept);
  }

  async load(): Promise<void> {
    try {
      this.document.value = await this.source.load();
      this.fromKept = false;
      this.confirm();
    } catch (error) {
      const problem = error as ApiError;
      // What was kept is shown meanwhile, and healed when the server answers.
      if (isRefusal(problem) || !this.document.peek()) this.problem.value = problem;
    }
  }

  /**
   * Take a pushed event: apply it, skip it as known, or fetch the events that are missing before
   * it.
   */
  receive(event: Event): void {
    const document = this.document.value;
    if (!document || event.stream !== `job/${this.id}`) return;
    const result = step(document, event);
    if (result.kind === "applied") this.take(result.document, event);
    if (result.kind === "gap") void this.catchUp();
  }

  /** The server is at `seq`: fetch the events that are missing, if any are. */
  reach(seq: number): void {
    const reached = this.document.value?.seq ?? 0;
    if (reached < seq || this.lacks) void this.catchUp();
    else if (reached === seq) this.confirm();
    // What was kept is ahead of the server, whose data were restored from an earlier day.
    else if (this.fromKept) void this.renew().catch(() => {});
  }

  /**
   * Resolves to whether every event that the server had at the time of the call is here: not where
   * the job was closed before, or the server refuses it.
   */
  catchUp(): Promise<boolean> {
    this.again = this.catching !== null;
    this.hurry();
    this.catching ??= this.fetchAll().finally(() => {
      this.catching = null;
    });
    return this.catching;
  }

  close(): void {
    this.closed = true;
  }

  /** Every event of the job, as this reader may see it, in order. */
  async history(): Promise<Event[]> {
    const all: Event[] = [];
    for (let after: number | null = 0; after !== null; ) {
      const page: EventPage = await this.source.events(after);
      all.push(...page.items);
      after = page.next_after;
    }
    return all;
  }

  /** Fetch, without giving up while somebody looks: a socket can stand while requests fail. */
  private async fetchAll(): Promise<boolean> {
    for (let failures = 0; !this.closed; ) {
      const reached = this.document.value?.seq;
      try {
        this.again = false;
        await this.fetchOnce();
        if (!this.again) return this.problem.peek() === null;
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        if (isRefusal(error)) {
          this.problem.value = error;
          return false;
        }
        if (this.document.value?.seq !== reached) failures = 0;
        // The next call cuts the wait short: it has a reason to expect an answer.
        const called = new Promise<void>((go) => (this.hurry = go));
        await Promise.race([this.wait(RETRY[Math.min(failures++, RETRY.length - 1)] ?? 0), called]);
      }
    }
    return false;
  }

  private async fetchOnce(): Promise<void> {
    if (!this.document.value) return this.load();
    if (this.lacks) return this.renew();
    let left = MOST_MISSED;
    for (let after: number | null = this.document.value.seq; after !== null; ) {
      if (left <= 0) return this.renew();
      const page: EventPage = await this.source.events(after, left);
      for (const event of page.items) this.receiveFetched(event);
      left -= page.items.length;
      after = page.next_after;
    }
    this.confirm();
  }

  private confirm(): void {
    this.problem.value = null;
    this.confirmed.value++;
  }

  private async renew(): Promise<void> {
    this.document.value = await this.source.load();
    this.fromKept = this.lacks = false;
    this.events.value = [];
    this.renewed.value++;
    this.confirm();
  }

  private receiveFetched(event: Event): void {
    const document = this.document.value;
    if (!document) return;
    const result = step(document, event);
    if (result.kind === "applied") this.take(result.document, event);
  }

  private take(document: JobDocument, event: Event): void {
    this.document.value = document;
    this.events.value = [...this.events.value, event];
  }
}
