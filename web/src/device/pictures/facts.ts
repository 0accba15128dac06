import type { MediaType } from "../../protocol/net/wire";
import { inTime } from "../in-time";
import { pngHead, webpHead } from "./chunks";
import { cameraTimeIn, type CameraTime } from "./exif";
import { heifHead } from "./heif";
import type { PictureHead } from "./head";
import { jpegHead } from "./jpeg";

/** A picture that is chosen, as far as its first bytes tell. */
export interface PictureFacts {
  /** Millions of pixels; 0 where they are unknown. */
  megapixels: number;
  /** Millions of pixels up to which pages show a picture of this kind. */
  most: number;
  taken: CameraTime | null;
}

const READ = 10_000;
const NOTHING: PictureHead = { width: 0, height: 0, exif: null, progressive: false };

const HEADS: Partial<Record<MediaType, (file: Blob) => Promise<PictureHead>>> = {
  "image/jpeg": jpegHead,
  "image/png": pngHead,
  "image/webp": webpHead,
  "image/heic": heifHead,
  "image/heif": heifHead,
};

/** A file that makes no sense says nothing: whether it is a picture is the server's to find. */
export async function pictureFacts(file: Blob, type: MediaType): Promise<PictureFacts> {
  const head = await readHead(file, type);
  const megapixels = (head.width * head.height) / 1_000_000;
  return { megapixels, most: mostMegapixels(type, head), taken: takenIn(head.exif) };
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
  if (type === "image/png" || progressive) return MOST.whole;
  return MOST.streamed;
}

function takenIn(exif: DataView | null): CameraTime | null {
  try {
    return exif && cameraTimeIn(exif);
  } catch {
    return null;
  }
}
