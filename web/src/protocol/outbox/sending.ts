import { signal } from "@preact/signals-core";
import type { ApiError } from "../net/client";
import { deliver, type DeliveryPorts } from "./delivery";
import { idle, isDraft, isOnlyHere, ownPhoto, type Entry, type OutboxItem } from "./entries";
import type { OutboxItems } from "./items";
import type { Keeper } from "./keeping";
import { heldAs, inSendingOrder, queueOf, waitsForOther } from "./order";
import { asProblem, isFinal, Pauses } from "./retrying";

const AT_ONCE = 2;
/** Milliseconds until an entry that another page is sending is looked at again. */
const ELSEWHERE = 2000;

/** Sends what is ready, two at a time, each under a name that no other page holds then. */
export class OutboxSender {
  private readonly running = new Map<string, AbortController>();
  private readonly pauses: Pauses;
  /** The items that she wants to be sent over any network. */
  private readonly urgent = signal<ReadonlySet<string>>(new Set());

  constructor(
    private readonly ports: DeliveryPorts,
    private readonly keeper: Keeper,
    private readonly items: OutboxItems,
    private readonly isHers: (item: OutboxItem) => boolean,
    /** Whether something of hers goes before this one that can't be read yet. */
    private readonly followsUnread: (entry: Entry) => boolean,
  ) {
    this.pauses = new Pauses(ports.random, () => this.pump());
  }

  /** Begin with whatever may go now. */
  pump(): void {
    for (const item of inSendingOrder(this.items.all.filter(this.isHers))) {
      // Somebody in the call waits for a line, and two large photos may be on their way for minutes.
      if (this.running.size >= AT_ONCE && item.entry.kind !== "message") continue;
      const { id } = item.entry;
      const waits = item.progress.value.stage === "waiting" && !isDraft(item.entry);
      const ready = waits && !this.isSpared(item);
      const busy =
        this.running.has(id) || this.items.beingKept.has(id) || this.pauses.has(item.entry);
      const later = waitsForOther(this.items.all, item.entry) || this.followsUnread(item.entry);
      if (ready && !busy && !later) void this.run(item);
    }
  }

  /** Try all at once that waits for its next try. */
  wake(): void {
    this.pauses.endAll();
    this.pump();
  }

  isRunning(id: string): boolean {
    return this.running.has(id);
  }

  /** The entry is sent no more. */
  end(id: string): void {
    this.running.get(id)?.abort();
    this.pauses.end(id);
  }

  /** Whether the item waits for a network that may carry its file. */
  isSpared(item: OutboxItem): boolean {
    const { entry, progress } = item;
    const waits = !["stored", "refused", "checking"].includes(progress.value.stage);
    // Somebody waits for the answer to a still; and what is in this page alone may end with it.
    const urgent = this.urgent.value.has(entry.id) || "still" in entry || isOnlyHere(item);
    return waits && "blob" in entry && !urgent && !this.ports.mayCarryFiles();
  }

  /** Send these over any network. */
  hurry(items: OutboxItem[]): void {
    this.urgent.value = new Set([...this.urgent.value, ...items.map(({ entry }) => entry.id)]);
    this.pump();
  }

  /** The network has changed: what may not go over it stops, and what may goes on. */
  followNetwork(): void {
    for (const item of this.items.all)
      if (this.isSpared(item)) this.running.get(item.entry.id)?.abort();
    this.pump();
  }

  /** The item could not be sent, or be kept. */
  failed(item: OutboxItem, problem: ApiError): void {
    const attempts = item.progress.value.attempts + 1;
    const stage = isFinal(problem) ? "refused" : "waiting";
    item.progress.value = { ...item.progress.value, stage, fraction: 0, attempts, problem };
    if (stage === "waiting") this.pauses.afterFailure(item.entry, attempts, problem);
  }

  private async run(item: OutboxItem): Promise<void> {
    const { id } = item.entry;
    const stop = new AbortController();
    this.running.set(id, stop);
    let release: (() => void) | null = null;
    try {
      release = await this.ports.hold(heldAs(item.entry));
      if (!release) this.pauses.begin(id, ELSEWHERE);
      else if (await this.keeper.isDiscarded(item)) this.items.drop(item);
      else if (!(await this.isPreceded(item))) await this.send(item, stop.signal);
    } catch (error) {
      if (stop.signal.aborted) item.progress.value = idle;
      else await this.turnedDown(item, asProblem(error));
    } finally {
      release?.();
      this.running.delete(id);
      this.pump();
    }
  }

  /** Whether an entry of another page goes before this one; it is taken up here, too. */
  private async isPreceded({ entry }: OutboxItem): Promise<boolean> {
    if (!queueOf(entry)) return false;
    this.items.takeUp(await this.keeper.leftBefore(entry));
    return waitsForOther(this.items.all, entry);
  }

  private async send(item: OutboxItem, stop: AbortSignal): Promise<void> {
    stop.throwIfAborted();
    await deliver(item, this.ports, stop);
    item.progress.value = { ...item.progress.value, stage: "stored", problem: null };
    await this.keeper.stored(item);
    this.keeper.keepAgain(this.items.all.filter(isOnlyHere));
  }

  private async turnedDown(item: OutboxItem, problem: ApiError): Promise<void> {
    const own = ownPhoto(item.entry, problem);
    if (!own) return this.failed(item, problem);
    await this.keeper.rename(item.entry.id, own);
    const twice = this.items.find(own.id) !== undefined;
    item.entry = own;
    item.progress.value = idle;
    if (twice) this.items.drop(item);
  }
}
