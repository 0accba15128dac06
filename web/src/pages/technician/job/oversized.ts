import { signal } from "@preact/signals";
import { outbox } from "../../../app/outbox";
import type { PhotoEntry } from "../../../protocol/outbox/entries";

/** A chosen picture with more pixels than pages can show, which waits for a word of hers. */
export interface OversizedPicture {
  entry: PhotoEntry;
  megapixels: number;
  most: number;
}

export const oversized = signal<OversizedPicture[]>([]);

export function askAbout(picture: OversizedPicture): void {
  oversized.value = [...oversized.value, picture];
}

/** The first that waits is sent as it is, or left where it was chosen. */
export async function settleOversized(wanted: boolean): Promise<void> {
  const [first, ...others] = oversized.value;
  oversized.value = others;
  if (first && wanted) await outbox.add(first.entry);
}
