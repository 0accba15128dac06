import {
  finished,
  isDraft,
  isOnlyHere,
  standsOn,
  type Entry,
  type OutboxItem,
  type WholeFile,
} from "./entries";
import { precedes } from "./order";
import type { UnreadEntry } from "./owners";

/** The place of entries until the server has acknowledged them. */
export interface OutboxStore {
  /** The entries that can be read here now. */
  all(): Promise<Entry[]>;
  /** The others: they are encrypted, and their owner's key is not on this device. */
  unread(): Promise<UnreadEntry[]>;
  /**
   * Resolves when the entry is on the disk, to the entry as it is kept, whose bytes nothing outside
   * of the store can change. Rejects when nothing of it is kept.
   */
  put(entry: Entry): Promise<Entry>;
  remove(id: string): Promise<void>;
  /** Remove it, and let other pages know that it is wanted no more. */
  discard(id: string): Promise<void>;
  /** It is wanted again. */
  takeBack(id: string): Promise<void>;
  isDiscarded(id: string): Promise<boolean>;
}

/** Whether the store refused because this device has no room. */
export function isFull(error: unknown): boolean {
  return error instanceof Error && error.name === "QuotaExceededError";
}

/** Puts the outbox's items into the store, and says of each whether it is safe there. */
export class Keeper {
  private last = 0;
  private counts = true;
  private again = false;
  private numbering: Promise<number> = Promise.resolve(0);

  /** `next`: the next number of the device's counter, above the one that it is given. */
  constructor(
    private readonly store: OutboxStore,
    private readonly next: (least: number) => Promise<number>,
  ) {}

  /**
   * The next number in the order of capture: above those of all entries that an earlier page left,
   * also where the device's counter has gone back. Numbers are given in the order in which they are
   * asked for, however long the counter takes. One that does not answer is asked once, since each
   * photo would wait for it.
   */
  number(): Promise<number> {
    this.numbering = this.numbering.then(() => this.nextNumber());
    return this.numbering;
  }

  private async nextNumber(): Promise<number> {
    const next = this.counts ? await this.next(this.last).catch(() => null) : null;
    this.counts = next !== null;
    this.last = Math.max(this.last + 1, next ?? 0);
    return this.last;
  }

  /** The entries that an earlier page left, in the order of capture. */
  async left(): Promise<Entry[]> {
    const entries = await this.store.all();
    entries.sort((a, b) => a.sequence - b.sequence);
    for (const { sequence } of [...entries, ...(await this.unread())])
      this.last = Math.max(this.last, sequence);
    return entries;
  }

  /** The entries that can't be read here now; none where the store does not answer. */
  unread(): Promise<UnreadEntry[]> {
    return this.store.unread().catch(() => []);
  }

  /** The entries, also of other pages, that go before this one: the item of a caption does, too. */
  async leftBefore(entry: Entry): Promise<Entry[]> {
    const left = await this.left().catch(() => []);
    return left.filter((other) => precedes(other, entry) || other.id === standsOn(entry));
  }

  /**
   * The draft that an earlier page left, as it is in the store by now: meanwhile it may have been
   * finished or thrown away.
   */
  async finished(id: string): Promise<Entry | null> {
    const entry = (await this.store.all()).find((each) => each.id === id);
    return entry && isDraft(entry) ? finished(entry) : null;
  }

  /**
   * Keep a new item with bytes of our own. A file that a chooser lent may change or go at any time,
   * also while a browser's store refers to it, so its bytes are copied before they are kept, hashed
   * or sent. Rejects when the file can't be read any more.
   */
  async take(item: OutboxItem): Promise<void> {
    const numbered = item.entry.sequence || this.number();
    const { entry } = item;
    const isChosen = entry.kind === "photo" || entry.kind === "file";
    if (isChosen && entry.blob instanceof Blob) {
      const own = new Blob([await entry.blob.arrayBuffer()], { type: entry.blob.type });
      // She may have written a caption meanwhile.
      item.entry = { ...item.entry, blob: own } as Entry;
    }
    const sequence = await numbered;
    item.entry = { ...item.entry, sequence };
    await this.keep(item);
  }

  /** Keep the item as it is now. False when it is only in this page. */
  async keep(item: OutboxItem): Promise<boolean> {
    try {
      let entry: Entry;
      do {
        entry = item.entry;
        const kept = await this.store.put(entry);
        if ("blob" in kept && "blob" in entry) entry.blob = kept.blob;
      } while (entry !== item.entry); // She has changed it meanwhile.
      item.safety.value = "safe";
    } catch (error) {
      item.safety.value = isFull(error) ? "full" : "failed";
    }
    return item.safety.value === "safe";
  }

  /**
   * Put the whole file in the place of the draft's own. A device that has room for the draft's alone
   * keeps that one, and it is sent: what was shown as kept stays so.
   */
  async complete(item: OutboxItem, whole: WholeFile | null): Promise<void> {
    const { entry, safety } = item;
    if (!isDraft(entry)) return;
    const { blob, media_type } = entry;
    const wasSafe = safety.value === "safe";
    item.entry = { ...finished(entry), ...whole };
    if ((await this.keep(item)) || !wasSafe) return;
    item.entry = { ...item.entry, blob, media_type } as Entry;
    safety.value = "safe";
  }

  /**
   * Keep what the device did not keep before, since there may be room by now: one after another, for
   * each takes memory twice, until one finds none.
   */
  keepAgain(items: OutboxItem[]): void {
    if (this.again) return;
    this.again = true;
    void this.keepEach(items).finally(() => {
      this.again = false;
    });
  }

  private async keepEach(items: OutboxItem[]): Promise<void> {
    for (const item of items) if (isOnlyHere(item) && !(await this.keep(item))) return;
  }

  /**
   * The server has it. A step that came true stays, and is not sent again: it lies over its job, in
   * the next page, too, until it is forgotten.
   */
  async stored({ entry, progress }: OutboxItem): Promise<void> {
    if (entry.kind !== "statement" || progress.value.passedOn) return this.remove(entry.id);
    await this.store.put({ ...entry, applied: true }).catch(() => {});
  }

  /** The page has fetched what came of the step. */
  forget({ entry }: OutboxItem): void {
    if (entry.kind === "statement") void this.remove(entry.id);
  }

  remove(id: string): Promise<void> {
    return this.store.remove(id).catch(() => {});
  }

  /** Keep the entry under its new id, and no more under the one that it had. */
  async rename(id: string, entry: Entry): Promise<void> {
    await this.store
      .put(entry)
      .then(() => this.store.remove(id))
      .catch(() => {});
  }

  /** Throw the item away, here and in other pages; the returned function takes that back. */
  discard({ entry: { id } }: OutboxItem): () => Promise<void> {
    const done = this.store.discard(id).catch(() => {});
    return () => done.then(() => this.store.takeBack(id)).catch(() => {});
  }

  /** Whether somebody has thrown it away in another page. */
  isDiscarded(item: OutboxItem): Promise<boolean> {
    return this.store.isDiscarded(item.entry.id).catch(() => false);
  }
}
