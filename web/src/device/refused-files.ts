import { pictureType } from "./files";
import { inTime } from "./in-time";
import type { MediaType } from "../protocol/net/wire";

/** What a chosen file is that is not taken for a photo. */
export type RefusedFile =
  | "empty"
  | "unreadable"
  | "gif"
  | "tiff"
  | "raw"
  | "burst"
  | "film"
  | "other";

/** Bytes in which a TIFF has its first directory, as cameras write it. */
const HEAD = 65_536;
/** A gallery may fetch a file from elsewhere before the first of its bytes can be read. */
const FETCHED = 30_000;

/** The media type of a chosen picture, or what the file is instead. */
export async function lookAt(
  file: Blob,
  name = "",
): Promise<{ media_type: MediaType } | { refused: RefusedFile }> {
  if (file.size === 0) return { refused: "empty" };
  try {
    const media_type = await inTime(pictureType(file), FETCHED);
    if (media_type) return { media_type };
    const head = new Uint8Array(await inTime(file.slice(0, HEAD).arrayBuffer(), FETCHED));
    return { refused: kindOf(head, name) };
  } catch {
    return { refused: "unreadable" };
  }
}

const FILM_BRAND = /^(qt {2}|isom|iso\d|mp4\d|M4V|3g|avc1|MSNV|f4v)/;
const BURST_BRAND = /^(msf1|hev[cxms]|avis)$/;
const RAW_NAME = /\.(dng|cr[23]|nef|nrw|arw|srf|orf|rw2|raf|pef|srw)$/i;

/** The kind by the first bytes; raw photos are TIFF files, and told by a tag or by their name. */
function kindOf(head: Uint8Array, name: string): RefusedFile {
  const text = String.fromCharCode(...head.subarray(0, 64));
  if (text.startsWith("GIF8")) return "gif";
  if (/^(II[*+]\0|MM\0[*+])/.test(text)) {
    return hasDngTag(head) || text.slice(8, 10) === "CR" || RAW_NAME.test(name) ? "raw" : "tiff";
  }
  if (text.startsWith("FUJIFILM") || text.slice(4, 12) === "ftypcrx ") return "raw";
  if (text.startsWith("\x1aE\xdf\xa3")) return "film";
  if (text.slice(4, 8) !== "ftyp") return "other";
  const major = text.slice(8, 12);
  if (BURST_BRAND.test(major)) return "burst";
  return FILM_BRAND.test(major) ? "film" : "other";
}

const DNG_VERSION = 0xc612;

/** Whether the first directory of a TIFF has DNGVersion, as every DNG must. */
function hasDngTag(head: Uint8Array): boolean {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const little = head[0] === 0x49;
  if (view.byteLength < 8) return false;
  const at = view.getUint32(4, little);
  if (at + 2 > view.byteLength) return false;
  const count = view.getUint16(at, little);
  for (let entry = 0; entry < count; entry++) {
    const tag = at + 2 + 12 * entry;
    if (tag + 2 > view.byteLength) return false;
    if (view.getUint16(tag, little) === DNG_VERSION) return true;
  }
  return false;
}
