import { inTime } from "../in-time";

/** A canvas on the page, or off it where the browser has such. */
export type AnyCanvas = OffscreenCanvas | HTMLCanvasElement;

/** The canvas's pixels as a JPEG. Throws where there are none, or the browser does not encode. */
export function jpegOf(canvas: AnyCanvas, quality: number, patience?: number): Promise<Blob> {
  if ("convertToBlob" in canvas)
    return inTime(canvas.convertToBlob({ type: "image/jpeg", quality }), patience);
  const drawn = new Promise<Blob>((resolve, reject) =>
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error("no frame"))),
      "image/jpeg",
      quality,
    ),
  );
  return inTime(drawn, patience);
}

/** Give the canvas's memory back now: 50 MB of a phone's frame would wait for the collector. */
export function empty(canvas: AnyCanvas): void {
  canvas.width = 0;
}
