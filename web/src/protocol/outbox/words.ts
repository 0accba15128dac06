import type { CaptionEntry, MessageEntry, OutboxItem } from "./entries";

export type MessageItem = OutboxItem & { entry: MessageEntry };
export type CaptionItem = OutboxItem & { entry: CaptionEntry };

const isMessage = (item: OutboxItem): item is MessageItem => item.entry.kind === "message";
const isCaption = (item: OutboxItem): item is CaptionItem => item.entry.kind === "caption";

/** Whether the item was seen or said on site: it is evidence once it is stored. */
export const isCaptured = ({ entry }: OutboxItem): boolean => "captured_at" in entry;

const inOrder = <Item extends OutboxItem>(items: Item[]): Item[] =>
  items.sort((one, other) => one.entry.sequence - other.entry.sequence);

const isOf = (job: string | undefined, { entry }: OutboxItem) => !job || entry.job === job;

/** The lines of chat of a job, or of all, that are not among its messages, as she wrote them. */
export function linesOf(
  items: OutboxItem[],
  job: string | undefined,
  messages: Record<string, unknown> = {},
): MessageItem[] {
  const lines = items.filter(isMessage).filter((item) => isOf(job, item));
  return inOrder(lines.filter(({ entry }) => !(entry.id in messages)));
}

/** The captions of a job, or of all, as she wrote them. */
export function captionsOf(items: OutboxItem[], job?: string): CaptionItem[] {
  return inOrder(items.filter(isCaption).filter((item) => isOf(job, item)));
}

/** The captions that are laid over their items: once they are kept, unless they were refused. */
export function captionsOver(items: OutboxItem[], job: string): CaptionEntry[] {
  return captionsOf(items, job).flatMap(({ entry, progress, safety }) =>
    progress.value.stage === "refused" || safety.value === "writing" ? [] : entry,
  );
}

/** The ids of what she wrote on a job that the server has: the job's document shows it next. */
export function storedWords(items: OutboxItem[], job: string): string[] {
  const words = items.filter((item) => isMessage(item) || isCaption(item));
  return words.flatMap(({ entry, progress }) =>
    entry.job === job && progress.value.stage === "stored" ? entry.id : [],
  );
}

/** The last caption of the item that she wrote, until the server has it. */
export const waitingCaption = (
  items: OutboxItem[],
  job: string,
  item: string,
): CaptionItem | undefined =>
  captionsOf(items, job).findLast(
    ({ entry, progress }) => entry.after === item && progress.value.stage !== "stored",
  );

/** Whether a caption of the item is on its way. */
export function hasWaitingCaption(items: OutboxItem[], job: string, item: string): boolean {
  const caption = waitingCaption(items, job, item);
  return caption !== undefined && caption.progress.value.stage !== "refused";
}
