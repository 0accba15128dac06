import { MOST_EXIF_BYTES } from "./exif";
import { lettersAt, viewOf } from "./views";
import type { PictureHead } from "./head";

/** Sources: ISO/IEC 14496-12 (boxes, items and where they are), ISO/IEC 23008-12 (`ispe`). */

const MOST_BOXES = 2_000;
const MOST_META_BYTES = 2_000_000;

interface IsoBox {
  kind: string;
  /** Where the content begins, and where it ends. */
  at: number;
  end: number;
}

/** The largest image of the file is the whole picture; its tiles and its thumbnail are smaller. */
export async function heifHead(file: Blob): Promise<PictureHead> {
  const head: PictureHead = { width: 0, height: 0, exif: null, progressive: false };
  const meta = await metaOf(file);
  if (!meta) return head;
  // `meta` has a version and flags before its boxes.
  const boxes = boxesIn(meta, 4, meta.byteLength);
  for (const properties of named(boxes, "iprp")) {
    for (const container of named(boxesIn(meta, properties.at, properties.end), "ipco")) {
      for (const size of named(boxesIn(meta, container.at, container.end), "ispe")) {
        const width = meta.getUint32(size.at + 4);
        const height = meta.getUint32(size.at + 8);
        if (width * height > head.width * head.height) Object.assign(head, { width, height });
      }
    }
  }
  head.exif = await exifItem(file, meta, boxes);
  return head;
}

async function metaOf(file: Blob): Promise<DataView | null> {
  let at = 0;
  for (let turn = 0; turn < 50 && at + 8 <= file.size; turn++) {
    const view = await viewOf(file, at, 16);
    if (view.byteLength < 16) return null;
    const { length, header } = lengthOf(view, 0, file.size - at);
    if (length < header) return null;
    if (lettersAt(view, 4, 4) === "meta") {
      return viewOf(file, at + header, Math.min(length - header, MOST_META_BYTES));
    }
    at += length;
  }
  return null;
}

/** A length of 1 is followed by one of eight bytes; 0 means to the end. */
function lengthOf(view: DataView, at: number, rest: number): { length: number; header: number } {
  const length = view.getUint32(at);
  if (length === 0) return { length: rest, header: 8 };
  if (length !== 1) return { length, header: 8 };
  return { length: Number(view.getBigUint64(at + 8)), header: 16 };
}

function boxesIn(view: DataView, from: number, end: number): IsoBox[] {
  const boxes: IsoBox[] = [];
  for (let at = from; at + 8 <= end && boxes.length < MOST_BOXES; ) {
    const { length, header } = lengthOf(view, at, end - at);
    if (length < header || at + length > end) break;
    boxes.push({ kind: lettersAt(view, at + 4, 4), at: at + header, end: at + length });
    at += length;
  }
  return boxes;
}

const named = (boxes: IsoBox[], kind: string): IsoBox[] => boxes.filter((box) => box.kind === kind);

async function exifItem(file: Blob, meta: DataView, boxes: IsoBox[]): Promise<DataView | null> {
  const [entries] = named(boxes, "iinf");
  const [places] = named(boxes, "iloc");
  if (!entries || !places) return null;
  // A version and flags, then a count of two bytes or, from version 1 on, of four.
  const first = entries.at + (meta.getUint8(entries.at) === 0 ? 6 : 8);
  for (const entry of named(boxesIn(meta, first, entries.end), "infe")) {
    const wide = meta.getUint8(entry.at) > 2;
    const kind = entry.at + (wide ? 10 : 8);
    if (lettersAt(meta, kind, 4) !== "Exif") continue;
    const id = wide ? meta.getUint32(entry.at + 4) : meta.getUint16(entry.at + 4);
    const place = placeOf(meta, places, id);
    return place && exifAt(file, place.at, place.length);
  }
  return null;
}

/** The item begins with the distance from there to its TIFF header. */
async function exifAt(file: Blob, at: number, length: number): Promise<DataView | null> {
  const head = await viewOf(file, at, 4);
  if (head.byteLength < 4) return null;
  const start = 4 + head.getUint32(0);
  return viewOf(file, at + start, Math.min(length - start, MOST_EXIF_BYTES));
}

interface ItemPlace {
  at: number;
  length: number;
}

/** Where the first piece of an item is in the file; null for one that lies elsewhere. */
function placeOf(meta: DataView, box: IsoBox, wanted: number): ItemPlace | null {
  const version = meta.getUint8(box.at);
  const sizes = meta.getUint16(box.at + 4);
  const [offsetSize, lengthSize, baseSize] = [sizes >> 12, (sizes >> 8) & 15, (sizes >> 4) & 15];
  const indexSize = version > 0 ? sizes & 15 : 0;
  const idSize = version < 2 ? 2 : 4;
  let at = box.at + 6;
  const take = (size: number): number => {
    const value = numberAt(meta, at, size);
    at += size;
    return value;
  };
  const count = take(idSize);
  for (let item = 0; item < Math.min(count, MOST_BOXES); item++) {
    const id = take(idSize);
    const inFile = version === 0 || (take(2) & 15) === 0;
    take(2);
    const base = take(baseSize);
    const pieces = take(2);
    const first = at;
    if (id === wanted && inFile && pieces > 0) {
      take(indexSize);
      return { at: base + take(offsetSize), length: take(lengthSize) };
    }
    at = first + pieces * (indexSize + offsetSize + lengthSize);
  }
  return null;
}

function numberAt(view: DataView, at: number, size: number): number {
  if (size === 0) return 0;
  if (size === 2) return view.getUint16(at);
  if (size === 4) return view.getUint32(at);
  return Number(view.getBigUint64(at));
}
