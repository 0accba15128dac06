import { lettersAt } from "./views";

/** Sources: TIFF 6.0 and CIPA DC-008 (EXIF 3.0): the tags of a picture's turn and of its times. */

export const MOST_EXIF_BYTES = 65_536;
const MOST_FIELDS = 200;
const ORIENTATION = 274;
const CAMERA_DIRECTORY = 0x87_69;
const ASCII = 2;
/** Tags of a time, its part of the second, and its offset from UTC: taken, then digitized. */
const TIMES: [number, number, number][] = [
  [0x90_03, 0x92_91, 0x90_11],
  [0x90_04, 0x92_92, 0x90_12],
];

/** When a picture was taken, by the camera's clock and with its part of the second. */
export interface CameraTime {
  /** Milliseconds that the clock on the camera's screen shows. */
  shown: number;
  /** Milliseconds by which that clock is ahead of UTC; null where the camera names no offset. */
  ahead: number | null;
}

interface Directory {
  exif: DataView;
  start: number;
  little: boolean;
  /** Where each tag's twelve bytes are. */
  fields: Map<number, number>;
}

/** The orientation in an EXIF block, 1 where it says none that exists. */
export function orientationIn(exif: DataView): number {
  const main = mainDirectory(exif);
  const at = main?.fields.get(ORIENTATION);
  if (!main || at === undefined) return 1;
  const value = exif.getUint16(at + 8, main.little);
  return value >= 1 && value <= 8 ? value : 1;
}

/** The time of capture in an EXIF block; null where it says none. */
export function cameraTimeIn(exif: DataView): CameraTime | null {
  const main = mainDirectory(exif);
  const link = main?.fields.get(CAMERA_DIRECTORY);
  if (!main || link === undefined) return null;
  const camera = directoryAt(main, main.start + exif.getUint32(link + 8, main.little));
  for (const [taken, fraction, offset] of TIMES) {
    const shown = shownTime(textOf(camera, taken), textOf(camera, fraction));
    if (shown !== null) return { shown, ahead: aheadOfUtc(textOf(camera, offset)) };
  }
  return null;
}

/** The first directory of a block, which may begin with "Exif" and two zeros as in a JPEG. */
function mainDirectory(exif: DataView): Directory | null {
  const start = exif.byteLength >= 6 && exif.getUint32(0) === 0x45_78_69_66 ? 6 : 0;
  if (exif.byteLength < start + 8) return null;
  const little = exif.getUint16(start) === 0x49_49;
  const block = { exif, start, little };
  return directoryAt(block, start + exif.getUint32(start + 4, little));
}

function directoryAt(block: Omit<Directory, "fields">, at: number): Directory {
  const { exif, little } = block;
  const fields = new Map<number, number>();
  const count = at + 2 <= exif.byteLength ? exif.getUint16(at, little) : 0;
  for (let field = 0; field < Math.min(count, MOST_FIELDS); field++) {
    const entry = at + 2 + 12 * field;
    if (entry + 12 > exif.byteLength) break;
    const tag = exif.getUint16(entry, little);
    if (!fields.has(tag)) fields.set(tag, entry);
  }
  return { ...block, fields };
}

function textOf({ exif, start, little, fields }: Directory, tag: number): string {
  const entry = fields.get(tag);
  if (entry === undefined || exif.getUint16(entry + 2, little) !== ASCII) return "";
  const length = exif.getUint32(entry + 4, little);
  const at = length <= 4 ? entry + 8 : start + exif.getUint32(entry + 8, little);
  if (length > 40 || at + length > exif.byteLength) return "";
  return lettersAt(exif, at, length).split("\0")[0] ?? "";
}

function shownTime(text: string, fraction: string): number | null {
  const parts = /^(\d{4}):(\d\d):(\d\d) (\d\d):(\d\d):(\d\d)$/.exec(text);
  if (!parts) return null;
  const [year = 0, month = 0, ...rest] = parts.slice(1).map(Number);
  const [day = 0, hour = 0, minute = 0, second = 0] = rest;
  const digits = /^\d{1,6}/.exec(fraction)?.[0] ?? "";
  const part = digits ? Number(`0.${digits}`) * 1000 : 0;
  const whole = Date.UTC(year, month - 1, day, hour, minute, second);
  return year > 0 && month > 0 ? whole + part : null;
}

function aheadOfUtc(text: string): number | null {
  const parts = /^([+-])([01]\d|2[0-3]):([0-5]\d)$/.exec(text);
  if (!parts) return null;
  const minutes = Number(parts[2]) * 60 + Number(parts[3]);
  return minutes * (parts[1] === "-" ? -60_000 : 60_000);
}
