import { signal } from "@preact/signals";
import type { Size } from "../../protocol/job/geometry";
import { ACROSS, DOWN, type Fingerprint } from "../../protocol/job/fingerprint";

/**
 * A still that this phone has sent as video: an expert may freeze it, and hold it up to the phone.
 */
export interface OwnStill {
  print: Fingerprint;
  url: string;
  size: Size;
}

/**
 * The number of kept stills, of 1.5 s each: an expert takes some seconds to see one and freeze it.
 */
const KEPT = 12;
const QUALITY = 0.85;
const FOLD = 4;

export const ownStills = signal<OwnStill[]>([]);

let calls = 0;

/** Drop the stills of a call that is over. */
export function forgetStills(): void {
  calls++;
  for (const { url } of ownStills.peek()) URL.revokeObjectURL(url);
  ownStills.value = [];
}

/** Keep a copy of the still that was sent just now; the oldest copy gives way. */
export function keepStill(canvas: HTMLCanvasElement): void {
  const { width, height } = canvas;
  const print = fingerprintOf(canvas);
  const call = calls;
  canvas.toBlob(
    (jpeg) => {
      if (!jpeg) return;
      if (call !== calls) return;
      const stills = [
        ...ownStills.peek(),
        { print, url: URL.createObjectURL(jpeg), size: { width, height } },
      ];
      for (const { url } of stills.splice(0, stills.length - KEPT)) URL.revokeObjectURL(url);
      ownStills.value = stills;
    },
    "image/jpeg",
    QUALITY,
  );
}

export function fingerprintOf(picture: CanvasImageSource): Fingerprint {
  // The browser shrinks to four times the size, the mean does the rest: in one step some pick
  // pixels.
  const [width, height] = [ACROSS * FOLD, DOWN * FOLD];
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) return new Uint8Array();
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  return Uint8Array.from({ length: ACROSS * DOWN }, (_, at) => {
    const [left, top] = [(at % ACROSS) * FOLD, Math.floor(at / ACROSS) * FOLD];
    let sum = 0;
    for (let y = top; y < top + FOLD; y++)
      // Green alone makes most of the brightness that an eye sees.
      for (let x = left; x < left + FOLD; x++) sum += data[4 * (y * width + x) + 1] ?? 0;
    return sum / FOLD ** 2;
  });
}
