import { computed, signal } from "@preact/signals-core";
import type { ApiError } from "../net/client";
import { deliver, type DeliveryPorts } from "./delivery";
import {
  countByOwner,
  isDraft,
  standsOn,
  type Entry,
  type OutboxItem,
  type DeliveryProgress,
  type DeliveryStage,
  type VoiceNoteEntry,
} from "./entries";
import { keptBy, type OutboxStore } from "./keeping";
import { asProblem, backoff, isFinal, RestingOwners } from "./retrying";
import type { Phase } from "../net/wire";

const AT_ONCE = 2;
const DONE = new Set<DeliveryStage>(["stored", "refused"]);
/**
 * Carries photos, notes, voice notes and marks to the server, each exactly once, across lost
 * networks and pages, and each under the login of its owner alone.
 */
export class Outbox {
  private readonly kept = signal<OutboxItem[]>([]);
  /** The items of the person who is signed in; nobody else is shown what is in them. */
  readonly items = computed(() => this.kept.value.filter((item) => this.isHers(item)));
  /** The number of entries of everybody else, by owner. */
  readonly others = computed(() => countByOwner(this.kept.value.filter((it) => !this.isHers(it))));
  private readonly running = new Map<string, AbortController>();
  /** The entries that are not safe in the store yet: until then none is sent. */
  private readonly keeping = new Set<string>();
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();
  private readonly resting = new RestingOwners();

  constructor(
    private readonly ports: DeliveryPorts,
    private readonly store: OutboxStore,
  ) {}

  /** Take up the entries that an earlier page left in the store. */
  async restore(): Promise<void> {
    const ids = new Set(this.kept.value.map((item) => item.entry.id));
    const left = (await this.store.all()).filter((entry) => !ids.has(entry.id));
    left.sort((a, b) => a.sequence - b.sequence);
    this.kept.value = [...left.filter((entry) => !isDraft(entry)).map(newItem), ...this.kept.value];
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

  /** Give the entries whose owner nobody noted to the person who is signed in: she says so. */
  async claim(): Promise<void> {
    const owner = this.ports.person();
    if (!owner) return;
    const claimed = this.kept.value.filter((item) => item.entry.owner === null);
    for (const item of claimed) item.entry = { ...item.entry, owner };
    this.kept.value = [...this.kept.value];
    for (const { entry } of claimed) await this.store.put(entry).catch(() => {});
    this.pump();
  }

  /** The entry is safe in the store when the promise resolves; sending starts by itself. */
  async add(entry: Entry): Promise<void> {
    if (this.find(entry.id)) return;
    const item = newItem(entry);
    this.keeping.add(entry.id);
    this.kept.value = [...this.kept.value, item];
    try {
      item.entry = await keptBy(this.store, entry);
    } catch (error) {
      this.failed(item, asProblem(error));
    }
    this.keeping.delete(entry.id);
    // She may have removed it meanwhile.
    if (!this.find(entry.id)) await this.store.remove(entry.id).catch(() => {});
    this.pump();
  }

  /** Change an entry that has not been sent yet; false when it is too late. */
  async edit(id: string, change: { caption?: string; phase?: Phase }): Promise<boolean> {
    const item = this.find(id);
    if (!item || this.running.has(id) || item.progress.value.stage === "stored") return false;
    item.entry = { ...item.entry, ...change } as Entry;
    this.kept.value = [...this.kept.value];
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
    this.kept.value = this.kept.value.filter((other) => other !== item);
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

  private isHers({ entry }: OutboxItem): boolean {
    return entry.owner !== null && entry.owner.id === this.ports.person()?.id;
  }

  private find(id: string): OutboxItem | undefined {
    return this.kept.value.find((item) => item.entry.id === id);
  }

  private stop(id: string): void {
    this.running.get(id)?.abort();
    clearTimeout(this.timers.get(id));
    this.timers.delete(id);
  }

  private pump(): void {
    for (const item of this.kept.value.filter((each) => this.isHers(each))) {
      if (this.running.size >= AT_ONCE) return;
      const { id } = item.entry;
      const ready = item.progress.value.stage === "waiting";
      const free = [this.running, this.timers, this.keeping].every((busy) => !busy.has(id));
      if (this.resting.has(item.entry)) continue;
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
    const place = this.kept.value.findIndex((item) => item.entry === entry);
    return this.kept.value.some(({ entry: other, progress }, index) => {
      const before = other.id === ground || (index < place && standsOn(other) === ground);
      return before && !DONE.has(progress.value.stage);
    });
  }

  /** Drop the stored entries: the job's document shows them from now on. */
  forgetStored(): void {
    this.kept.value = this.kept.value.filter((item) => item.progress.value.stage !== "stored");
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
    this.kept.value = this.kept.value.filter((other) => other !== item || !twice);
  }

  private failed(item: OutboxItem, problem: ApiError): void {
    const attempts = item.progress.value.attempts + 1;
    const refused = isFinal(problem);
    item.progress.value = {
      stage: refused ? "refused" : "waiting",
      fraction: 0,
      attempts,
      problem,
    };
    if (refused) return;
    const random = this.ports.random();
    if (this.resting.begin(item.entry, problem, random, () => this.pump())) return;
    const pause = backoff(attempts, problem.retryAfter, random);
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
