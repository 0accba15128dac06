import type { MediaType } from "../../protocol/net/wire";
import { inTime } from "../in-time";
import { pngHead, webpHead } from "./chunks";
import {
  cameraNameIn,
  cameraTimeIn,
  fixTimeIn,
  lensNameIn,
  writtenOrientation,
  type CameraTime,
} from "./exif";
import { heifHead } from "./heif";
import type { PictureHead } from "./head";
import { jpegHead } from "./jpeg";

/** What a picture's EXIF says of the capture; null where it says nothing. */
export interface ExifFacts {
  taken: CameraTime | null;
  /** The time of the fix of a position, in milliseconds after 1970. */
  fixed: number | null;
  /** The camera's own words, which may be any. */
  camera: string | null;
  lens: string | null;
  orientation: number | null;
}

/** A picture that is chosen, as far as its first bytes tell. */
export interface PictureFacts extends ExifFacts {
  /** Millions of pixels; 0 where they are unknown. */
  megapixels: number;
  /** Millions of pixels up to which pages show a picture of this kind. */
  most: number;
}

const READ = 10_000;
const NOTHING: PictureHead = { width: 0, height: 0, exif: null, progressive: false };

const HEADS: Partial<Record<MediaType, (file: Blob) => Promise<PictureHead>>> = {
  "image/jpeg": jpegHead,
  "image/png": pngHead,
  "image/webp": webpHead,
  "image/heic": heifHead,
  "image/heif": heifHead,
  "image/avif": heifHead,
};

/** A file that makes no sense says nothing: whether it is a picture is the server's to find. */
export async function pictureFacts(file: Blob, type: MediaType): Promise<PictureFacts> {
  const head = await readHead(file, type);
  const megapixels = (head.width * head.height) / 1_000_000;
  return { megapixels, most: mostMegapixels(type, head), ...exifFacts(head.exif) };
}

async function readHead(file: Blob, type: MediaType): Promise<PictureHead> {
  try {
    return (await inTime(HEADS[type]?.(file) ?? Promise.resolve(NOTHING), READ)) ?? NOTHING;
  } catch {
    return NOTHING;
  }
}

/** The same as `workers/sandbox/decode.py` has; a test holds them together. */
export const MOST = { streamed: 250, whole: 80, webp: 60 };

function mostMegapixels(type: MediaType, { progressive }: PictureHead): number {
  if (type === "image/webp") return MOST.webp;
  if (type === "image/png" || type === "image/avif" || progressive) return MOST.whole;
  return MOST.streamed;
}

/** What can't be read takes nothing else along. */
function exifFacts(exif: DataView | null): ExifFacts {
  const read = <Fact>(fact: (exif: DataView) => Fact | null): Fact | null => {
    try {
      return exif && fact(exif);
    } catch {
      return null;
    }
  };
  return {
    taken: read(cameraTimeIn),
    fixed: read(fixTimeIn),
    camera: read(cameraNameIn),
    lens: read(lensNameIn),
    orientation: read(writtenOrientation),
  };
}
