/** What a phone's browser has of https://www.w3.org/TR/image-capture/, if it has any. */
interface Capture {
  getPhotoCapabilities(): Promise<{ imageWidth?: { max: number }; imageHeight?: { max: number } }>;
  takePhoto(settings?: { imageWidth?: number; imageHeight?: number }): Promise<Blob>;
}

type CaptureOf = new (track: MediaStreamTrack) => Capture;

/** Some phones never answer; then the next best way is taken. */
const PATIENCE = 8000;
const QUALITY = 0.95;

/**
 * The best picture that can be had while the track goes on: the camera's largest photo, else any
 * photo, else one whole frame of the video. Throws when the camera gives nothing at all.
 */
export async function takeStill(track: MediaStreamTrack): Promise<Blob> {
  const Capture = (globalThis as { ImageCapture?: CaptureOf }).ImageCapture;
  if (Capture) {
    const capture = new Capture(track);
    for (const take of [() => largest(capture), () => capture.takePhoto()]) {
      const photo = await inTime(take()).catch(() => null);
      if (photo && photo.size > 0) return photo;
    }
  }
  return inTime(frameOf(track));
}

async function largest(capture: Capture): Promise<Blob> {
  const { imageWidth, imageHeight } = await capture.getPhotoCapabilities();
  if (!imageWidth?.max || !imageHeight?.max) return capture.takePhoto();
  return capture.takePhoto({ imageWidth: imageWidth.max, imageHeight: imageHeight.max });
}

async function frameOf(track: MediaStreamTrack): Promise<Blob> {
  const video = document.createElement("video");
  video.muted = true;
  video.playsInline = true;
  video.srcObject = new MediaStream([track]);
  try {
    await video.play();
    await firstPicture(video);
    return await drawn(video);
  } finally {
    video.srcObject = null;
  }
}

/** A video that plays has not always decoded a frame yet. */
async function firstPicture(video: HTMLVideoElement): Promise<void> {
  while (video.videoWidth === 0 || video.readyState < video.HAVE_CURRENT_DATA) {
    await new Promise((done) => setTimeout(done, 30));
  }
}

function drawn(video: HTMLVideoElement): Promise<Blob> {
  const canvas = document.createElement("canvas");
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext("2d")?.drawImage(video, 0, 0);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no frame"))), "image/jpeg", QUALITY),
  );
}

function inTime<Value>(work: Promise<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("too slow")), PATIENCE);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
