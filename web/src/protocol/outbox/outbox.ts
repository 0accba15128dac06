import { computed, signal } from "@preact/signals-core";
import type { Phase } from "../net/wire";
import type { DeliveryPorts } from "./delivery";
import { Drafts } from "./drafts";
import {
  endsWithPage,
  idle,
  isDraft,
  isOnlyHere,
  isStored,
  newItem,
  type Entry,
  type NewEntry,
  type OutboxItem,
  type VoiceNoteEntry,
  type WholeFile,
} from "./entries";
import { OutboxItems } from "./items";
import { Keeper, type OutboxStore } from "./keeping";
import { queueOf } from "./order";
import { countByOwner, type UnreadEntry } from "./owners";
import { asProblem } from "./retrying";
import { OutboxSender } from "./sending";

/**
 * Carries photos, notes, voice notes, marks, statements, lines of chat and captions to the server,
 * each exactly once, across lost networks and pages, and each under the login of its owner alone.
 */
export class Outbox {
  private readonly kept = new OutboxItems();
  private readonly keeper: Keeper;
  private readonly drafts: Drafts;
  private readonly sending: OutboxSender;
  /** The entries in the store that can't be read here now. */
  private readonly unread = signal<UnreadEntry[]>([]);
  /** The items of the person who is signed in; nobody else is shown what is in them. */
  readonly items = computed(() => this.kept.all.filter(this.isHers));
  /** The number of entries of everybody else, by owner. */
  readonly others = computed(() => {
    const theirs = this.kept.all.filter((item) => !this.isHers(item) && !isStored(item));
    const unread = this.unread.value.filter(({ id }) => !this.kept.find(id));
    return countByOwner([...theirs.map(({ entry }) => entry), ...unread]);
  });
  /** The items that the device did not keep. */
  readonly onlyHere = computed(() => this.kept.all.filter(isOnlyHere));
  /** The items of hers that wait for another network. */
  readonly spared = computed(() => this.items.value.filter((item) => this.sending.isSpared(item)));
  /** The items, whosever they are, that would end with this page now. */
  readonly endWithPage = computed(() => this.kept.all.filter(endsWithPage));

  constructor(
    private readonly ports: DeliveryPorts,
    store: OutboxStore,
  ) {
    this.keeper = new Keeper(store, ports.nextSequence);
    this.drafts = new Drafts(this.keeper, ports.abandoned, (entry) => this.add(entry));
    this.sending = new OutboxSender(ports, this.keeper, this.kept, this.isHers, (entry) =>
      this.followsUnread(entry),
    );
  }

  /** The next number in the order of capture, for an entry that is added later. */
  number(): Promise<number> {
    return this.keeper.number();
  }

  /** Take up the entries that an earlier page left in the store, as far as they can be read. */
  async restore(): Promise<void> {
    this.kept.takeUp(await this.keeper.left());
    this.unread.value = await this.keeper.unread();
    this.sending.pump();
    await this.drafts.takeLeft();
  }

  /** Keep the unfinished voice note; `add` completes and sends it. False: it was not kept. */
  draft(entry: VoiceNoteEntry): Promise<boolean> {
    this.drafts.begin(entry);
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
    const claimed = this.kept.all.filter((item) => item.entry.owner === null);
    for (const item of claimed) item.entry = { ...item.entry, owner };
    this.kept.changed();
    for (const item of claimed) await this.keeper.keep(item);
    this.sending.pump();
  }

  /**
   * When the promise resolves, the entry is in the store, or its item says that it is not; sending
   * starts by itself, for a draft once it is completed.
   */
  async add(entry: NewEntry): Promise<void> {
    if (this.kept.find(entry.id)) return;
    const item = newItem({ ...entry, sequence: entry.sequence ?? 0 });
    if (isDraft(item.entry)) this.drafts.begin(item.entry);
    this.kept.add(item);
    await this.sendAfter(item, this.keeper.take(item));
  }

  /** Send the draft that was added, with the whole file if there is one. */
  async complete(id: string, whole: WholeFile | null): Promise<void> {
    this.drafts.complete(id, whole);
    const item = this.kept.find(id);
    if (item) await this.sendAfter(item, this.keeper.complete(item, whole));
  }

  private async sendAfter(item: OutboxItem, kept: Promise<void>): Promise<void> {
    const { id } = item.entry;
    this.kept.beingKept.add(id);
    await kept.catch((error: unknown) => this.sending.failed(item, asProblem(error)));
    this.kept.beingKept.delete(id);
    // She may have removed it meanwhile.
    if (!this.kept.find(id)) this.keeper.discard(item);
    this.kept.changed();
    this.sending.pump();
  }

  /** Change an entry that has not been sent yet; false when it is too late. */
  async edit(id: string, change: { caption?: string; phase?: Phase }): Promise<boolean> {
    const item = this.kept.find(id);
    if (!item || this.sending.isRunning(id) || isStored(item)) return false;
    item.entry = { ...item.entry, ...change } as Entry;
    this.kept.changed();
    if (!this.kept.beingKept.has(id)) await this.keeper.keep(item);
    return true;
  }

  /**
   * Discard an entry that is not stored yet. Returns a function that restores it, a draft as the
   * draft that it was while its file is still being made; null when it is too late.
   */
  discard(id: string): (() => Promise<void>) | null {
    const item = this.kept.find(id);
    if (!item || ["stored", "checking"].includes(item.progress.value.stage)) return null;
    this.sending.end(id);
    this.kept.drop(item);
    this.drafts.discard(item);
    const takeBack = this.keeper.discard(item);
    return () => takeBack().then(() => this.add(item.entry));
  }

  /** Try at once: the network is back, or the person asked for it. */
  wake(): void {
    this.keeper.keepAgain(this.onlyHere.value);
    this.sending.wake();
    // Another page may have been killed since.
    void this.drafts.takeLeft().catch(() => {});
  }

  /** Send these, which wait for another network, over the one that is there. */
  sendSpared(items: OutboxItem[]): void {
    this.sending.hurry(items);
  }

  /** Whether something of this person waits for its key. */
  waitsForKey(person: string): boolean {
    return this.unread.value.some(({ owner, waitsForKey }) => owner.id === person && waitsForKey);
  }

  /** What goes in order goes so also after one that waits for its key. */
  private followsUnread(entry: Entry): boolean {
    const isEarlier = ({ waitsForKey, owner, sequence }: UnreadEntry) =>
      waitsForKey && owner.id === entry.owner?.id && sequence < entry.sequence;
    return queueOf(entry) !== null && this.unread.value.some(isEarlier);
  }

  /** Say that files may go over the network that is there, or may not. */
  followNetwork(): void {
    this.sending.followNetwork();
  }

  /** Try a refused entry once more. */
  retry(id: string): void {
    const item = this.kept.find(id);
    if (item?.progress.value.stage !== "refused") return;
    item.progress.value = idle;
    this.sending.pump();
  }

  /**
   * Drop the stored entries, or those of them that have one of these ids: the job's document shows
   * them from now on.
   */
  forgetStored(ids?: string[]): void {
    const isKnown = (item: OutboxItem) => isStored(item) && (ids?.includes(item.entry.id) ?? true);
    for (const item of this.kept.all.filter(isKnown)) this.keeper.forget(item);
    this.kept.dropAll(isKnown);
  }

  private readonly isHers = ({ entry: { owner } }: OutboxItem): boolean =>
    owner !== null && owner.id === this.ports.person()?.id;
}
