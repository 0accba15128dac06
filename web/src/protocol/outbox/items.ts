import { signal } from "@preact/signals-core";
import { isDraft, newItem, type Entry, type OutboxItem } from "./entries";

/** The items of this page's outbox, whosever they are. */
export class OutboxItems {
  private readonly kept = signal<OutboxItem[]>([]);
  /** The ids of entries that are not safe in the store yet: until then none is sent. */
  readonly beingKept = new Set<string>();

  /** All of them, read as a signal. */
  get all(): OutboxItem[] {
    return this.kept.value;
  }

  find(id: string): OutboxItem | undefined {
    return this.kept.value.find((item) => item.entry.id === id);
  }

  add(item: OutboxItem): void {
    this.kept.value = [...this.kept.value, item];
  }

  drop(item: OutboxItem): void {
    this.dropAll((other) => other === item);
  }

  dropAll(these: (item: OutboxItem) => boolean): void {
    this.kept.value = this.kept.value.filter((item) => !these(item));
  }

  /** Say that the entry of an item is another one now: an item itself is no signal. */
  changed(): void {
    this.kept.value = [...this.kept.value];
  }

  /** Take up those of the entries that this page does not know; drafts are no entries yet. */
  takeUp(entries: Entry[]): void {
    for (const entry of entries) this.takeFile(entry);
    const unknown = entries.filter((entry) => !isDraft(entry) && !this.find(entry.id));
    const items = unknown.map((entry) => newItem(entry, "safe"));
    this.kept.value = [...items, ...this.kept.value];
  }

  /** What was kept before its owner's key was here lies encrypted by now. */
  private takeFile(kept: Entry): void {
    const entry = this.beingKept.has(kept.id) ? undefined : this.find(kept.id)?.entry;
    if (!entry || !("blob" in entry) || !("blob" in kept)) return;
    if (entry.blob.size === kept.blob.size) entry.blob = kept.blob;
  }
}
