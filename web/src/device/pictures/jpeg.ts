import { MOST_EXIF_BYTES } from "./exif";
import { lettersAt, viewOf } from "./views";
import type { PictureHead } from "./head";

/** Source: ITU-T T.81, the segments before the first scan. */

const MOST_SEGMENTS = 200;
const PROGRESSIVE = new Set([0xc2, 0xc6, 0xca, 0xce]);
/** DHT, JPG and DAC have markers among those of frames. */
const NO_FRAME = new Set([0xc4, 0xc8, 0xcc]);
const START_OF_SCAN = 0xda;
const APP1 = 0xe1;

export async function jpegHead(file: Blob): Promise<PictureHead> {
  const head: PictureHead = { width: 0, height: 0, exif: null, progressive: false };
  let at = 2;
  for (let turn = 0; turn < MOST_SEGMENTS; turn++) {
    const view = await viewOf(file, at, 10);
    if (view.byteLength < 10 || view.getUint8(0) !== 0xff) return head;
    const marker = view.getUint8(1);
    // A marker may be filled up with any number of these.
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === START_OF_SCAN) return head;
    const length = view.getUint16(2);
    if (marker === APP1 && !head.exif) head.exif = await exifAt(file, at + 4, length - 2);
    if (marker >= 0xc0 && marker <= 0xcf && !NO_FRAME.has(marker)) {
      head.height = view.getUint16(5);
      head.width = view.getUint16(7);
      head.progressive = PROGRESSIVE.has(marker);
      return head;
    }
    at += 2 + length;
  }
  return head;
}

async function exifAt(file: Blob, at: number, length: number): Promise<DataView | null> {
  if (length < 6) return null;
  const view = await viewOf(file, at, Math.min(length, MOST_EXIF_BYTES));
  return view.byteLength >= 6 && lettersAt(view, 0, 6) === "Exif\0\0" ? view : null;
}
