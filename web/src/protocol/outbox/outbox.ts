import { computed, signal } from "@preact/signals-core";
import type { ApiError } from "../net/client";
import { deliver, type DeliveryPorts } from "./delivery";
import {
  countByOwner,
  finished,
  idle,
  isDraft,
  isOnlyHere,
  newItem,
  ownPhoto,
  type Entry,
  type OutboxItem,
  type NewEntry,
  type VoiceNoteEntry,
  type WholeFile,
} from "./entries";
import { Keeper, type OutboxStore } from "./keeping";
import { heldAs, waitsForOther } from "./order";
import { asProblem, isFinal, Pauses } from "./retrying";
import type { Phase } from "../net/wire";

const AT_ONCE = 2;
/** Milliseconds until an entry that another page is sending is looked at again. */
const ELSEWHERE = 2000;

/**
 * Carries photos, notes, voice notes, marks and statements to the server, each exactly once, across
 * lost networks and pages, and each under the login of its owner alone.
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
  private readonly pauses: Pauses;
  private readonly keeper: Keeper;
  /** The items that are in this page alone, since the device did not keep them. */
  readonly onlyHere = computed(() => this.kept.value.filter(isOnlyHere));

  constructor(
    private readonly ports: DeliveryPorts,
    store: OutboxStore,
  ) {
    this.keeper = new Keeper(store, ports.nextSequence);
    this.pauses = new Pauses(ports.random, () => this.pump());
  }

  /** The next number in the order of capture, for an entry that is added later. */
  number(): Promise<number> {
    return this.keeper.number();
  }

  /** Take up the entries that an earlier page left in the store. */
  async restore(): Promise<void> {
    const left = await this.keeper.left();
    const drafts = left.filter((entry) => isDraft(entry) && !this.find(entry.id));
    this.takeUp(left);
    this.pump();
    for (const { id } of drafts) {
      const entry = (await this.ports.abandoned(id)) && (await this.keeper.finished(id));
      if (entry) await this.add(entry);
    }
  }

  /** Take up those of the entries that this page does not know; drafts are no entries yet. */
  private takeUp(entries: Entry[]): void {
    const unknown = entries.filter((entry) => !isDraft(entry) && !this.find(entry.id));
    const items = unknown.map((entry) => newItem(entry, "safe"));
    this.kept.value = [...items, ...this.kept.value];
  }

  /** Keep the unfinished voice note; `add` completes and sends it. False: it was not kept. */
  draft(entry: VoiceNoteEntry): Promise<boolean> {
    return this.keeper.keep(newItem({ ...entry, draft: true }));
  }

  /** Throw the unfinished voice note away. */
  dropDraft(id: string): Promise<void> {
    return this.keeper.remove(id);
  }

  /** Give the entries whose owner nobody noted to the person who is signed in: she says so. */
  async claim(): Promise<void> {
    const owner = this.ports.person();
    if (!owner) return;
    const claimed = this.kept.value.filter((item) => item.entry.owner === null);
    for (const item of claimed) item.entry = { ...item.entry, owner };
    this.kept.value = [...this.kept.value];
    for (const item of claimed) await this.keeper.keep(item);
    this.pump();
  }

  /**
   * When the promise resolves, the entry is in the store, or its item says that it is not; sending
   * starts by itself, for a draft once it is completed.
   */
  async add(entry: NewEntry): Promise<void> {
    if (this.find(entry.id)) return;
    const item = newItem({ ...entry, sequence: entry.sequence ?? 0 });
    this.kept.value = [...this.kept.value, item];
    await this.sendAfter(item, this.keeper.take(item));
  }

  /** Send the draft that was added, with the whole file if there is one. */
  async complete(id: string, whole: WholeFile | null): Promise<void> {
    const item = this.find(id);
    if (item) await this.sendAfter(item, this.keeper.complete(item, whole));
  }

  private async sendAfter(item: OutboxItem, kept: Promise<void>): Promise<void> {
    const { id } = item.entry;
    this.keeping.add(id);
    await kept.catch((error: unknown) => this.failed(item, asProblem(error)));
    this.keeping.delete(id);
    // She may have removed it meanwhile.
    if (!this.find(id)) this.keeper.discard(item);
    this.kept.value = [...this.kept.value];
    this.pump();
  }

  /** Change an entry that has not been sent yet; false when it is too late. */
  async edit(id: string, change: { caption?: string; phase?: Phase }): Promise<boolean> {
    const item = this.find(id);
    if (!item || this.running.has(id) || item.progress.value.stage === "stored") return false;
    item.entry = { ...item.entry, ...change } as Entry;
    this.kept.value = [...this.kept.value];
    if (!this.keeping.has(id)) await this.keeper.keep(item);
    return true;
  }

  /**
   * Discard an entry that is not stored yet. Returns a function that restores it; null when it is
   * too late.
   */
  discard(id: string): (() => Promise<void>) | null {
    const item = this.find(id);
    if (!item || ["stored", "checking"].includes(item.progress.value.stage)) return null;
    this.running.get(id)?.abort();
    this.pauses.end(id);
    this.drop(item);
    const takeBack = this.keeper.discard(item);
    return () => takeBack().then(() => this.add(finished(item.entry)));
  }

  /** Try at once: the network is back, or the person asked for it. */
  wake(): void {
    this.pauses.endAll();
    this.keeper.keepAgain(this.onlyHere.value);
    this.pump();
  }

  /** Try a refused entry once more. */
  retry(id: string): void {
    const item = this.find(id);
    if (item?.progress.value.stage !== "refused") return;
    item.progress.value = idle;
    this.pump();
  }

  private isHers({ entry: { owner } }: OutboxItem): boolean {
    return owner !== null && owner.id === this.ports.person()?.id;
  }

  private find(id: string): OutboxItem | undefined {
    return this.kept.value.find((item) => item.entry.id === id);
  }

  private pump(): void {
    for (const item of this.kept.value.filter((each) => this.isHers(each))) {
      if (this.running.size >= AT_ONCE) return;
      const { id } = item.entry;
      const ready = item.progress.value.stage === "waiting" && !isDraft(item.entry);
      const busy = this.running.has(id) || this.keeping.has(id) || this.pauses.has(item.entry);
      if (ready && !busy && !waitsForOther(this.kept.value, item.entry)) void this.run(item);
    }
  }

  /**
   * Drop the stored entries, or those of them that have one of these ids: the job's document shows
   * them from now on.
   */
  forgetStored(ids?: string[]): void {
    const isKnown = ({ entry, progress }: OutboxItem) =>
      progress.value.stage === "stored" && (ids?.includes(entry.id) ?? true);
    for (const item of this.kept.value.filter(isKnown)) this.keeper.forget(item);
    this.kept.value = this.kept.value.filter((item) => !isKnown(item));
  }

  private async run(item: OutboxItem): Promise<void> {
    const { id } = item.entry;
    const stop = new AbortController();
    this.running.set(id, stop);
    let release: (() => void) | null = null;
    try {
      release = await this.ports.hold(heldAs(item.entry));
      if (!release) this.pauses.begin(id, ELSEWHERE);
      else if (await this.keeper.isDiscarded(item)) this.drop(item);
      else if (!(await this.isPreceded(item))) await this.send(item, stop.signal);
    } catch (error) {
      if (!stop.signal.aborted) await this.turnedDown(item, asProblem(error));
    } finally {
      release?.();
      this.running.delete(id);
      this.pump();
    }
  }

  /** Whether a statement of another page goes before this one; it is taken up here, too. */
  private async isPreceded({ entry }: OutboxItem): Promise<boolean> {
    if (entry.kind !== "statement") return false;
    this.takeUp(await this.keeper.leftBefore(entry));
    return waitsForOther(this.kept.value, entry);
  }

  private async send(item: OutboxItem, stop: AbortSignal): Promise<void> {
    stop.throwIfAborted();
    await deliver(item, this.ports, stop);
    item.progress.value = { ...item.progress.value, stage: "stored", problem: null };
    await this.keeper.stored(item);
    this.keeper.keepAgain(this.onlyHere.value);
  }

  private drop(item: OutboxItem): void {
    this.kept.value = this.kept.value.filter((other) => other !== item);
  }

  private async turnedDown(item: OutboxItem, problem: ApiError): Promise<void> {
    const own = ownPhoto(item.entry, problem);
    if (!own) return this.failed(item, problem);
    await this.keeper.rename(item.entry.id, own);
    const twice = this.find(own.id) !== undefined;
    item.entry = own;
    item.progress.value = idle;
    if (twice) this.drop(item);
  }

  private failed(item: OutboxItem, problem: ApiError): void {
    const attempts = item.progress.value.attempts + 1;
    const stage = isFinal(problem) ? "refused" : "waiting";
    item.progress.value = { stage, fraction: 0, attempts, problem };
    if (stage === "waiting") this.pauses.afterFailure(item.entry, attempts, problem);
  }
}
