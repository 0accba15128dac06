import type { Size } from "../../protocol/job/geometry";
import { inTime, NoAnswer } from "../in-time";
import { empty, jpegOf } from "../pictures/canvas";

/** The part of https://www.w3.org/TR/image-capture/ that is used; many browsers have none of it. */
interface PhotoCapture {
  getPhotoCapabilities(): Promise<{ imageWidth?: { max: number }; imageHeight?: { max: number } }>;
  takePhoto(settings?: { imageWidth?: number; imageHeight?: number }): Promise<Blob>;
}

type CaptureOf = new (track: MediaStreamTrack) => PhotoCapture;

/** Some phones never answer: after this time the next best way is taken. */
const PATIENCE = 8000;
const QUALITY = 0.95;
/** The longer side with which a label can be read; a photo that has it is good enough. */
const ENOUGH = 1920;
/** Milliseconds that a camera may take to give larger frames. */
const TO_GROW = 1500;

/**
 * Take the best picture that can be had while the track goes on: the camera's largest photo, else
 * any photo, else one whole frame of the video. Where that is small, as without `takePhoto`, the
 * track is raised to the camera's full size for a moment. Throws when the camera gives nothing.
 */
export async function takeStill(track: MediaStreamTrack): Promise<Blob> {
  const photo = await photoOf(track);
  if (photo && (await longerSide(photo)) >= ENOUGH) return photo;
  const larger = await raised(
    track,
    async () => (await photoOf(track)) ?? inTime(videoFrameOf(track), PATIENCE),
  );
  if (!larger) return photo ?? inTime(videoFrameOf(track), PATIENCE);
  return photo && (await longerSide(photo)) > (await longerSide(larger)) ? photo : larger;
}

function captureOf(track: MediaStreamTrack): PhotoCapture | null {
  const Capture = (globalThis as { ImageCapture?: CaptureOf }).ImageCapture;
  return Capture ? new Capture(track) : null;
}

/**
 * The camera's own photo, the largest that it gives; null where there is none in time. Rejects for a
 * track that has ended.
 */
export async function photoOf(
  track: MediaStreamTrack,
  patience: number = PATIENCE,
): Promise<Blob | null> {
  const capture = captureOf(track);
  if (!capture) return null;
  const ends = Date.now() + patience;
  for (const take of [() => largest(capture), () => capture.takePhoto()]) {
    try {
      const photo = await inTime(take(), ends - Date.now());
      if (photo.size > 0) return photo;
    } catch (error) {
      // A camera that has not answered may be taking it still, and a second photo shows a later moment.
      if (error instanceof NoAnswer) return null;
    }
  }
  return null;
}

/** The size of the camera's own photos; null where it has none, or does not tell. */
export async function photoSizeOf(track: MediaStreamTrack): Promise<Size | null> {
  try {
    const capture = captureOf(track);
    const told = capture && (await inTime(capture.getPhotoCapabilities(), PATIENCE));
    if (!told?.imageWidth || !told.imageHeight) return null;
    return { width: told.imageWidth.max, height: told.imageHeight.max };
  } catch {
    return null;
  }
}

async function largest(capture: PhotoCapture): Promise<Blob> {
  const { imageWidth, imageHeight } = await capture.getPhotoCapabilities();
  if (!imageWidth?.max || !imageHeight?.max) return capture.takePhoto();
  return capture.takePhoto({ imageWidth: imageWidth.max, imageHeight: imageHeight.max });
}

/** Take a picture while the track has the camera's full size; null when it can't be any larger. */
async function raised(track: MediaStreamTrack, take: () => Promise<Blob>): Promise<Blob | null> {
  const most = track.getCapabilities?.();
  const { width, height, frameRate } = track.getSettings();
  if (!most?.width?.max || !most.height?.max || !width || !height) return null;
  if (most.width.max * most.height.max <= width * height) return null;
  const sized = (across: number, down: number): MediaTrackConstraints => ({
    ...{ width: { ideal: across }, height: { ideal: down } },
    ...(frameRate && { frameRate: { ideal: frameRate } }),
  });
  try {
    await inTime(track.applyConstraints(sized(most.width.max, most.height.max)), PATIENCE);
    return await take();
  } catch {
    return null;
  } finally {
    await inTime(track.applyConstraints(sized(width, height)), PATIENCE).catch(() => {});
  }
}

async function videoFrameOf(track: MediaStreamTrack): Promise<Blob> {
  const video = document.createElement("video");
  video.muted = true;
  video.playsInline = true;
  video.srcObject = new MediaStream([track]);
  try {
    await video.play();
    await untilGrown(video, track);
    return await frameShown(video);
  } finally {
    video.srcObject = null;
  }
}

/** Wait for a frame of the wanted size: a video that plays may not have decoded one yet. */
async function untilGrown(video: HTMLVideoElement, track: MediaStreamTrack): Promise<void> {
  const { width = 0, height = 0 } = track.getSettings();
  const wanted = Math.max(width, height);
  const began = Date.now();
  for (;;) {
    const has =
      video.readyState >= video.HAVE_CURRENT_DATA
        ? Math.max(video.videoWidth, video.videoHeight)
        : 0;
    const waited = Date.now() - began;
    if (has > 0 && (has >= wanted || waited > TO_GROW)) return;
    if (waited > PATIENCE) throw new Error("no frame");
    await new Promise((done) => setTimeout(done, 30));
  }
}

/** The frame that an element shows, as a JPEG. Throws while it shows none. */
export async function frameShown(video: HTMLVideoElement): Promise<Blob> {
  const canvas = document.createElement("canvas");
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext("2d")?.drawImage(video, 0, 0);
  try {
    return await jpegOf(canvas, QUALITY, PATIENCE);
  } finally {
    empty(canvas);
  }
}

/**
 * The longer side in pixels; a picture that the browser can't read, such as HEIC, counts as large.
 */
export async function longerSide(picture: Blob): Promise<number> {
  try {
    const decoded = await inTime(createImageBitmap(picture), PATIENCE, (late) => late.close());
    const longer = Math.max(decoded.width, decoded.height);
    decoded.close();
    return longer;
  } catch {
    return Infinity;
  }
}
