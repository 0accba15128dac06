import { signal } from "@preact/signals-core";
import { ApiError } from "../net/client";
import { deliver, type DeliveryPorts } from "./delivery";
import type { Entry, OutboxItem, DeliveryProgress, DeliveryStage, VoiceNoteEntry } from "./entries";
import type { Phase } from "../net/wire";

/** The place of entries until the server has acknowledged them. */
export interface OutboxStore {
  all(): Promise<Entry[]>;
  put(entry: Entry): Promise<void>;
  remove(id: string): Promise<void>;
}

const AT_ONCE = 2;
const DONE = new Set<DeliveryStage>(["stored", "refused"]);
const LONGEST_PAUSE = 30_000;
const REFUSALS = new Set([400, 403, 404, 409, 410, 413, 415, 422]);

/**
 * Milliseconds to the next try: the server's Retry-After, else doubling from a second, with jitter.
 */
export function backoff(attempts: number, retryAfter: number | null, random: number): number {
  const base = retryAfter === null ? 1000 * 2 ** Math.min(attempts - 1, 5) : retryAfter * 1000;
  return Math.min(base, LONGEST_PAUSE) * (0.75 + 0.5 * random);
}

function isDraft(entry: Entry): entry is VoiceNoteEntry {
  return entry.kind === "voice_note" && entry.draft === true;
}

/** Whether the entry has this id, or is the photo that was to answer the still of this id. */
export function goesAs(entry: Entry, id: string): boolean {
  return entry.id === id || (entry.kind === "photo" && entry.still?.id === id);
}

/** The id of the entry that the server must have before this one; null for none. */
function standsOn(entry: Entry): string | null {
  return entry.kind === "mark" || entry.kind === "undo" ? entry.after : null;
}

/** Whether another try can't help: the server has understood the request, and refuses it. */
function final(problem: ApiError): boolean {
  return REFUSALS.has(problem.status) && problem.code !== "upload_missing";
}

/**
 * Carries photos, notes, voice notes and marks to the server, each exactly once, across lost
 * networks and pages.
 */
export class Outbox {
  readonly items = signal<OutboxItem[]>([]);
  private readonly running = new Map<string, AbortController>();
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(
    private readonly ports: DeliveryPorts,
    private readonly store: OutboxStore,
  ) {}

  /** Take up the entries that an earlier page left in the store. */
  async restore(): Promise<void> {
    const ids = new Set(this.items.value.map((item) => item.entry.id));
    const left = (await this.store.all()).filter((entry) => !ids.has(entry.id));
    left.sort((a, b) => a.sequence - b.sequence);
    this.items.value = [
      ...left.filter((entry) => !isDraft(entry)).map(newItem),
      ...this.items.value,
    ];
    this.pump();
    for (const { id } of left.filter(isDraft)) {
      if (await this.ports.abandoned(id)) await this.addDraft(id);
    }
  }

  /**
   * Send a draft as it is in the store by now: meanwhile it may have been finished or thrown away.
   */
  private async addDraft(id: string): Promise<void> {
    const entry = (await this.store.all()).find((each) => each.id === id);
    if (!entry || !isDraft(entry)) return;
    const { draft: _, ...note } = entry;
    await this.add(note);
  }

  /** Keep the unfinished voice note in the store; `add` completes and sends it. */
  async draft(entry: VoiceNoteEntry): Promise<void> {
    await this.store.put({ ...entry, draft: true }).catch(() => {});
  }

  /** Throw the unfinished voice note away. */
  async dropDraft(id: string): Promise<void> {
    await this.store.remove(id).catch(() => {});
  }

  /** The entry is safe in the store when the promise resolves; sending starts by itself. */
  async add(entry: Entry): Promise<void> {
    if (this.find(entry.id)) return;
    this.items.value = [...this.items.value, newItem(entry)];
    await this.store.put(entry).catch(() => {});
    this.pump();
  }

  /** Change an entry that has not been sent yet; false when it is too late. */
  async edit(id: string, change: { caption?: string; phase?: Phase }): Promise<boolean> {
    const item = this.find(id);
    if (!item || this.running.has(id) || item.progress.value.stage === "stored") return false;
    item.entry = { ...item.entry, ...change } as Entry;
    this.items.value = [...this.items.value];
    await this.store.put(item.entry).catch(() => {});
    return true;
  }

  /**
   * Discard an entry that is not stored yet. Returns a function that restores it; null when it is
   * too late.
   */
  discard(id: string): (() => Promise<void>) | null {
    const item = this.find(id);
    if (!item || ["stored", "checking"].includes(item.progress.value.stage)) return null;
    this.stop(id);
    this.items.value = this.items.value.filter((other) => other !== item);
    void this.store.remove(id);
    return () => this.add(item.entry);
  }

  /** Try at once: the network is back, or the person asked for it. */
  wake(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
    this.pump();
  }

  /** Try a refused entry once more. */
  retry(id: string): void {
    const item = this.find(id);
    if (item?.progress.value.stage !== "refused") return;
    item.progress.value = idle;
    this.pump();
  }

  private find(id: string): OutboxItem | undefined {
    return this.items.value.find((item) => item.entry.id === id);
  }

  private stop(id: string): void {
    this.running.get(id)?.abort();
    clearTimeout(this.timers.get(id));
    this.timers.delete(id);
  }

  private pump(): void {
    for (const item of this.items.value) {
      if (this.running.size >= AT_ONCE) return;
      const { id } = item.entry;
      const ready = item.progress.value.stage === "waiting";
      const free = !this.running.has(id) && !this.timers.has(id);
      if (ready && free && !this.waitsForOther(item.entry)) void this.run(item);
    }
  }

  /**
   * Whether the entry waits for another one. A refused one is not waited for: the server refuses
   * this one, too.
   */
  private waitsForOther(entry: Entry): boolean {
    const ground = standsOn(entry);
    if (ground === null) return false;
    // Marks on one picture go in order, so that they lie on each other as they were drawn.
    const place = this.items.value.findIndex((item) => item.entry === entry);
    return this.items.value.some(({ entry: other, progress }, index) => {
      const before = other.id === ground || (index < place && standsOn(other) === ground);
      return before && !DONE.has(progress.value.stage);
    });
  }

  /** Drop the stored entries: the job's document shows them from now on. */
  forgetStored(): void {
    this.items.value = this.items.value.filter((item) => item.progress.value.stage !== "stored");
  }

  private async run(item: OutboxItem): Promise<void> {
    const { id } = item.entry;
    const stop = new AbortController();
    this.running.set(id, stop);
    try {
      await deliver(item, this.ports, stop.signal);
      item.progress.value = { ...item.progress.value, stage: "stored", problem: null };
      await this.store.remove(id).catch(() => {});
    } catch (error) {
      if (!stop.signal.aborted) await this.turnedDown(item, asProblem(error));
    } finally {
      this.running.delete(id);
      this.pump();
    }
  }

  private async turnedDown(item: OutboxItem, problem: ApiError): Promise<void> {
    const { entry } = item;
    const answered =
      entry.kind === "photo" && entry.still?.id === entry.id && problem.code === "conflict";
    if (!answered || !entry.still) return this.failed(item, problem);
    const own = { ...entry, id: entry.still.instead };
    await this.store
      .put(own)
      .then(() => this.store.remove(entry.id))
      .catch(() => {});
    const twice = this.find(own.id) !== undefined;
    item.entry = own;
    item.progress.value = idle;
    this.items.value = this.items.value.filter((other) => other !== item || !twice);
  }

  private failed(item: OutboxItem, problem: ApiError): void {
    const attempts = item.progress.value.attempts + 1;
    const refused = final(problem);
    item.progress.value = {
      stage: refused ? "refused" : "waiting",
      fraction: 0,
      attempts,
      problem,
    };
    if (refused) return;
    const pause = backoff(attempts, problem.retryAfter, this.ports.random());
    const timer = setTimeout(() => {
      this.timers.delete(item.entry.id);
      this.pump();
    }, pause);
    this.timers.set(item.entry.id, timer);
  }
}

const idle: DeliveryProgress = { stage: "waiting", fraction: 0, attempts: 0, problem: null };

function newItem(entry: Entry): OutboxItem {
  return { entry, progress: signal(idle) };
}

function asProblem(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  // The phone took the file back before it was read: only the person can choose it again.
  return new ApiError(422, "unreadable_file", "");
}
