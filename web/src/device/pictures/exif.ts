import { isoOf } from "../../protocol/instants";

/** Sources: TIFF 6.0 and CIPA DC-008 (EXIF 3.0): the tags of a picture's turn, times and camera. */

export const MOST_EXIF_BYTES = 65_536;
const MOST_FIELDS = 200;
const ORIENTATION = 274;
const [MAKE, MODEL, LENS_MODEL] = [271, 272, 0xa4_34];
const CAMERA_DIRECTORY = 0x87_69;
const PLACE_DIRECTORY = 0x88_25;
/** Tags of the time of a position's fix; those of the position itself are read by nobody. */
const [FIX_TIME, FIX_DAY] = [7, 29];
const [ASCII, RATIONAL] = [2, 5];
/** Bytes of a time as text, and of a name. */
const [MOST_TIME, MOST_NAME] = [40, 1000];
const YEAR_ONE = Date.parse("0001-01-01T00:00:00Z");
/** Milliseconds that no clock is further from UTC. */
const FURTHEST = 14 * 3_600_000;
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
export const orientationIn = (exif: DataView): number => writtenOrientation(exif) ?? 1;

/** The orientation in an EXIF block; null where it says none that exists. */
export function writtenOrientation(exif: DataView): number | null {
  const main = mainDirectory(exif);
  const at = main?.fields.get(ORIENTATION);
  if (!main || at === undefined) return null;
  const value = exif.getUint16(at + 8, main.little);
  return value >= 1 && value <= 8 ? value : null;
}

/** Maker and model of the camera in an EXIF block, in the camera's words; "" where it says none. */
export function cameraNameIn(exif: DataView): string {
  const main = mainDirectory(exif);
  if (!main) return "";
  const [make, model] = [textOf(main, MAKE, MOST_NAME).trim(), textOf(main, MODEL, MOST_NAME)];
  // Many models repeat their maker: "Canon" "Canon EOS 5D".
  return model.toLowerCase().startsWith(make.toLowerCase()) ? model : `${make} ${model}`;
}

/** The lens in an EXIF block, in the camera's words; "" where it says none. */
export function lensNameIn(exif: DataView): string {
  const camera = directoryBy(exif, CAMERA_DIRECTORY);
  return camera ? textOf(camera, LENS_MODEL, MOST_NAME) : "";
}

/** The time of a position's fix in milliseconds after 1970; null where it says none. */
export function fixTimeIn(exif: DataView): number | null {
  const place = directoryBy(exif, PLACE_DIRECTORY);
  const day = place && /^(\d{4}):(\d\d):(\d\d)$/.exec(textOf(place, FIX_DAY, MOST_TIME));
  const [hours, minutes, seconds] = place ? threeRationals(place, FIX_TIME) : [];
  if (!day || hours === undefined || minutes === undefined || seconds === undefined) return null;
  const began = Date.UTC(Number(day[1]), Number(day[2]) - 1, Number(day[3]));
  return began + ((hours * 60 + minutes) * 60 + seconds) * 1000;
}

/** The time of capture in an EXIF block; null where it says none. */
export function cameraTimeIn(exif: DataView): CameraTime | null {
  const camera = directoryBy(exif, CAMERA_DIRECTORY);
  if (!camera) return null;
  const text = (tag: number) => textOf(camera, tag, MOST_TIME);
  for (const [taken, fraction, offset] of TIMES) {
    const shown = shownTime(text(taken), text(fraction));
    if (shown !== null) return { shown, ahead: aheadOfUtc(text(offset)) };
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

/** The directory to which a tag of the first one leads. */
function directoryBy(exif: DataView, tag: number): Directory | null {
  const main = mainDirectory(exif);
  const link = main?.fields.get(tag);
  if (!main || link === undefined) return null;
  return directoryAt(main, main.start + exif.getUint32(link + 8, main.little));
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

function textOf({ exif, start, little, fields }: Directory, tag: number, most: number): string {
  const entry = fields.get(tag);
  if (entry === undefined || exif.getUint16(entry + 2, little) !== ASCII) return "";
  const length = exif.getUint32(entry + 4, little);
  const at = length <= 4 ? entry + 8 : start + exif.getUint32(entry + 8, little);
  if (length > most || at + length > exif.byteLength) return "";
  const bytes = new Uint8Array(exif.buffer, exif.byteOffset + at, length);
  return new TextDecoder().decode(bytes).split("\0")[0] ?? "";
}

function threeRationals({ exif, start, little, fields }: Directory, tag: number): number[] {
  const entry = fields.get(tag);
  if (entry === undefined || exif.getUint16(entry + 2, little) !== RATIONAL) return [];
  const at = start + exif.getUint32(entry + 8, little);
  if (exif.getUint32(entry + 4, little) !== 3 || at + 24 > exif.byteLength) return [];
  const parts = [0, 8, 16].map(
    (step) => exif.getUint32(at + step, little) / exif.getUint32(at + step + 4, little),
  );
  return parts.every(Number.isFinite) ? parts : [];
}

function shownTime(text: string, fraction: string): number | null {
  const parts = /^(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)$/.exec(text);
  if (!parts) return null;
  const written = `${parts[1]}-${parts[2]}-${parts[3]}T${parts[4]}`;
  const whole = Date.parse(`${written}Z`);
  // A day that no calendar has becomes one of the next month, or no time at all.
  const exists = whole > YEAR_ONE && isoOf(whole).startsWith(written);
  const digits = /^\d{1,6}/.exec(fraction)?.[0] ?? "";
  return exists ? whole + Number(`0.${digits}0`) * 1000 : null;
}

function aheadOfUtc(text: string): number | null {
  const parts = /^([+-])([01]\d|2[0-3]):([0-5]\d)$/.exec(text);
  if (!parts) return null;
  const minutes = Number(parts[2]) * 60 + Number(parts[3]);
  const ahead = minutes * (parts[1] === "-" ? -60_000 : 60_000);
  return Math.abs(ahead) <= FURTHEST ? ahead : null;
}
