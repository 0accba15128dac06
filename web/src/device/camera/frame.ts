import type { Size } from "../../protocol/job/geometry";
import { empty, jpegOf, type AnyCanvas } from "../pictures/canvas";
import type { Turn } from "./gravity";

/** A copy of one frame, upright. */
export type FrameCanvas = AnyCanvas;

/** The longer side of a first, quick picture: enough to read a label. */
const FIRST = { longest: 1600, quality: 0.85 };
const WHOLE_QUALITY = 0.92;

/** The size of a picture after a turn. */
export function turned({ width, height }: Size, turn: Turn): Size {
  return turn % 180 === 0 ? { width, height } : { width: height, height: width };
}

/** The size of a picture whose longer side is no longer than this. */
export function shrunk({ width, height }: Size, longest: number): Size {
  const scale = Math.min(1, longest / Math.max(width, height));
  return { width: Math.round(width * scale), height: Math.round(height * scale) };
}

/** A canvas off the page encodes beside the page, where the browser has it. */
function blank({ width, height }: Size): FrameCanvas {
  if ("OffscreenCanvas" in globalThis) return new OffscreenCanvas(width, height);
  return Object.assign(document.createElement("canvas"), { width, height });
}

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

function contextOf(canvas: FrameCanvas): Context {
  const context = canvas.getContext("2d") as Context | null;
  if (!context) throw new Error("no canvas");
  return context;
}

/** Copy the frame that the video shows at this moment. Throws while it shows none. */
export function frameNow(video: HTMLVideoElement, turn: Turn): FrameCanvas {
  const size = { width: video.videoWidth, height: video.videoHeight };
  if (size.width === 0 || video.readyState < video.HAVE_CURRENT_DATA) throw new Error("no frame");
  const canvas = blank(turned(size, turn));
  const context = contextOf(canvas);
  context.translate(canvas.width / 2, canvas.height / 2);
  context.rotate((turn * Math.PI) / 180);
  context.drawImage(video, -size.width / 2, -size.height / 2, size.width, size.height);
  return canvas;
}

/** A picture that is quick to make and to keep. */
export async function firstPicture(frame: FrameCanvas): Promise<Blob> {
  const canvas = blank(shrunk(frame, FIRST.longest));
  const context = contextOf(canvas);
  context.imageSmoothingQuality = "medium";
  context.drawImage(frame, 0, 0, canvas.width, canvas.height);
  try {
    return await jpegOf(canvas, FIRST.quality);
  } finally {
    empty(canvas);
  }
}

/** All pixels of the frame. */
export function wholePicture(frame: FrameCanvas): Promise<Blob> {
  return jpegOf(frame, WHOLE_QUALITY);
}
