import { finished, isDraft, type Entry, type OutboxItem, type WholeFile } from "./entries";
import type { Keeper } from "./keeping";

/** The entries whose files are still being made: by this page, or by one that has ended meanwhile. */
export class Drafts {
  private readonly own = new Set<string>();
  /** Those of this page that were thrown away, and may be wanted again. */
  private readonly discarded = new Map<string, OutboxItem>();

  /**
   * `abandoned`: whether no page of this browser makes the file of this draft any more. `take` is
   * handed the drafts of pages that have ended.
   */
  constructor(
    private readonly keeper: Keeper,
    private readonly abandoned: (id: string) => Promise<boolean>,
    private readonly take: (entry: Entry) => Promise<void>,
  ) {}

  /** Note that this page makes the file, and no other page has left it. */
  begin({ id }: Entry): void {
    this.own.add(id);
  }

  /** Look for drafts of pages that have ended: they are taken as they were kept last. */
  async takeLeft(): Promise<void> {
    const left = await this.keeper.left();
    for (const { id } of left.filter((entry) => isDraft(entry) && !this.own.has(entry.id))) {
      const entry = (await this.abandoned(id)) && (await this.keeper.finished(id));
      if (entry) await this.take(entry);
    }
  }

  /** The item is thrown away; its file is made to the end all the same. */
  discard(item: OutboxItem): void {
    if (isDraft(item.entry)) this.discarded.set(item.entry.id, item);
  }

  /** The file is made: an item that was thrown away has it when it is restored. */
  complete(id: string, whole: WholeFile | null): void {
    const item = this.discarded.get(id);
    if (item) item.entry = { ...finished(item.entry), ...whole } as Entry;
    this.discarded.delete(id);
  }
}
