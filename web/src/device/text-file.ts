import { type Reading, decoded, readings } from "./encodings";
import { pictureType } from "./files";

/** What a file is that can't be read as a text. */
export type NoText = "empty" | "large" | "workbook" | "pdf" | "picture" | "binary" | "gone";

/** A file read as text, or what it is instead, or the ways in which its letters can be meant. */
export type FileText = { text: string } | { noText: NoText } | { readings: Reading[] };

const LONGEST = 2_000_000;
const WORKBOOKS = ["PK\x03\x04", "\xd0\xcf\x11\xe0", "\x1f\x8b"];
const PICTURES = ["GIF8", "II*\0", "MM\0*", "BM"];

/**
 * The text of a file. Only what is certain is read: UTF-8, and UTF-16 as spreadsheets write it. In
 * every other encoding the same bytes are other letters, so a person says which are meant.
 */
export async function textOf(file: Blob): Promise<FileText> {
  if (file.size === 0) return { noText: "empty" };
  if (file.size > 2 * LONGEST) return { noText: "large" };
  try {
    const bytes = new Uint8Array(await file.arrayBuffer());
    const noText = await kindOf(file, bytes);
    const read = noText ? { noText } : readText(bytes);
    return "text" in read && read.text.length > LONGEST ? { noText: "large" } : read;
  } catch {
    return { noText: "gone" };
  }
}

async function kindOf(file: Blob, bytes: Uint8Array): Promise<NoText | null> {
  const start = String.fromCharCode(...bytes.slice(0, 8));
  const startsWith = (mark: string) => start.startsWith(mark);
  if (WORKBOOKS.some(startsWith)) return "workbook";
  if (startsWith("%PDF")) return "pdf";
  if ((await pictureType(file)) || PICTURES.some((mark) => startsWith(mark) && bytes.includes(0)))
    return "picture";
  return null;
}

function readText(bytes: Uint8Array<ArrayBuffer>): FileText {
  const wide = utf16Of(bytes);
  const text = decoded(bytes, wide ?? "utf-8");
  if (text !== null && !text.includes("\0")) return { text };
  const possible = wide ? [] : readings(bytes);
  return possible.length > 0 ? { readings: possible } : { noText: "binary" };
}

/** UTF-16 by its byte order mark, or by the zero bytes of its commas and line ends. */
function utf16Of(bytes: Uint8Array): "utf-16le" | "utf-16be" | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  if (bytes.length % 2 !== 0 || !bytes.includes(0)) return null;
  const even = bytes.some((byte, at) => byte === 0 && at % 2 === 0);
  const odd = bytes.some((byte, at) => byte === 0 && at % 2 === 1);
  if (even === odd) return null;
  return odd ? "utf-16le" : "utf-16be";
}
