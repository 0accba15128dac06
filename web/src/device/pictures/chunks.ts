import { MOST_EXIF_BYTES } from "./exif";
import { lettersAt, viewOf } from "./views";
import type { PictureHead } from "./head";

/** Sources: RFC 9649 (WebP), PNG 3rd edition: files that are made of chunks with names. */

const MOST_CHUNKS = 200;

interface Chunk {
  name: string;
  /** Where the data is, and how long it is. */
  at: number;
  length: number;
}

export async function webpHead(file: Blob): Promise<PictureHead> {
  const head: PictureHead = { width: 0, height: 0, exif: null, progressive: false };
  for await (const chunk of webpChunks(file)) {
    if (chunk.name === "EXIF") {
      head.exif = await viewOf(file, chunk.at, Math.min(chunk.length, MOST_EXIF_BYTES));
      return head;
    }
    if (head.width === 0)
      Object.assign(head, webpSize(chunk.name, await viewOf(file, chunk.at, 10)));
  }
  return head;
}

async function* webpChunks(file: Blob): AsyncGenerator<Chunk> {
  let at = 12;
  for (let turn = 0; turn < MOST_CHUNKS && at + 8 <= file.size; turn++) {
    const view = await viewOf(file, at, 8);
    if (view.byteLength < 8) return;
    const length = view.getUint32(4, true);
    yield { name: lettersAt(view, 0, 4), at: at + 8, length };
    at += 8 + length + (length % 2);
  }
}

function webpSize(name: string, data: DataView): { width: number; height: number } | null {
  if (data.byteLength < 10) return null;
  const three = (at: number) => data.getUint16(at, true) + data.getUint8(at + 2) * 65_536;
  if (name === "VP8X") return { width: three(4) + 1, height: three(7) + 1 };
  if (name === "VP8 ") {
    return { width: data.getUint16(6, true) & 0x3fff, height: data.getUint16(8, true) & 0x3fff };
  }
  if (name !== "VP8L") return null;
  const bits = data.getUint32(1, true);
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
}

export async function pngHead(file: Blob): Promise<PictureHead> {
  const head: PictureHead = { width: 0, height: 0, exif: null, progressive: false };
  let at = 8;
  for (let turn = 0; turn < MOST_CHUNKS && at + 8 <= file.size; turn++) {
    const view = await viewOf(file, at, 16);
    if (view.byteLength < 16) return head;
    const length = view.getUint32(0);
    const name = lettersAt(view, 4, 4);
    if (name === "IHDR") {
      head.width = view.getUint32(8);
      head.height = view.getUint32(12);
    }
    if (name === "eXIf") {
      head.exif = await viewOf(file, at + 8, Math.min(length, MOST_EXIF_BYTES));
    }
    if (name === "IDAT" || head.exif) return head;
    at += 12 + length;
  }
  return head;
}
