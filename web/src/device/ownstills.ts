import { signal } from "@preact/signals";
import type { Size } from "../protocol/geometry";
import { ACROSS, DOWN, type Print } from "../protocol/likeness";

/** A still that this phone has sent as video: the expert may freeze it, and hold it up to her. */
export interface OwnStill {
  print: Print;
  url: string;
  size: Size;
}

/** Of 1.5 s each: an expert sees one for some seconds, and takes a moment to freeze it. */
const KEPT = 12;
const QUALITY = 0.85;

export const ownStills = signal<OwnStill[]>([]);

/** Keep a copy of what was sent just now; the oldest gives way. */
export function keepStill(canvas: HTMLCanvasElement): void {
  const { width, height } = canvas;
  const print = printOf(canvas);
  canvas.toBlob(
    (jpeg) => {
      if (!jpeg) return;
      const kept = [...ownStills.peek(), { print, url: URL.createObjectURL(jpeg), size: { width, height } }];
      for (const { url } of kept.splice(0, kept.length - KEPT)) URL.revokeObjectURL(url);
      ownStills.value = kept;
    },
    "image/jpeg",
    QUALITY,
  );
}

export function printOf(picture: CanvasImageSource): Print {
  const canvas = Object.assign(document.createElement("canvas"), { width: ACROSS, height: DOWN });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) return new Uint8Array();
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, 0, 0, ACROSS, DOWN);
  const { data } = context.getImageData(0, 0, ACROSS, DOWN);
  // Green alone is most of what an eye takes for brightness, and the same on both sides.
  return Uint8Array.from({ length: ACROSS * DOWN }, (_, at) => data[4 * at + 1] ?? 0);
}
