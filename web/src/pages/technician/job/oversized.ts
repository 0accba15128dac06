import { computed, signal } from "@preact/signals";
import { outbox } from "../../../app/outbox";
import { self } from "../../../app/own";
import { holdBusy } from "../../../device/tabs";
import type { PhotoEntry } from "../../../protocol/outbox/entries";

/** A chosen picture with more pixels than pages can show, which waits for a word of hers. */
export interface OversizedPicture {
  entry: PhotoEntry;
  megapixels: number;
  most: number;
}

/** The pictures that wait, each with the end of its hold on the page: nothing else has its file. */
const waiting = signal<(OversizedPicture & { release: () => void })[]>([]);

/** The pictures that the person who is signed in is asked about: nobody is offered another's. */
export const oversized = computed<OversizedPicture[]>(() => {
  const person = self()?.id;
  return waiting.value.filter(({ entry }) => person && entry.owner?.id === person);
});

export function askAbout(picture: OversizedPicture): void {
  waiting.value = [...waiting.value, { ...picture, release: holdBusy() }];
}

/** The picture is sent as it is, or left where it was chosen. */
export async function settleOversized({ entry }: OversizedPicture, wanted: boolean): Promise<void> {
  const settled = waiting.value.find((picture) => picture.entry === entry);
  waiting.value = waiting.value.filter((picture) => picture !== settled);
  try {
    if (settled && wanted) await outbox.add(entry);
  } finally {
    settled?.release();
  }
}
