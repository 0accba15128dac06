import type { Size } from "../../protocol/job/geometry";
import { firstPicture, frameNow, wholePicture } from "./frame";
import type { Turn } from "./gravity";
import { pictureType } from "../files";
import { longerSide, photoOf, photoSizeOf } from "../media/still";
import { empty } from "../pictures/canvas";

/** Milliseconds for the camera's own photo; the frame that she saw is there already. */
const PATIENCE = 3000;
/** A photo of hardly more pixels isn't worth the wait. */
const WORTH = 1.2;

/** Whether the camera's own photos have so many more pixels than its frames. */
export function isWorth(photo: Size | null, frame: Size): boolean {
  return photo !== null && photo.width * photo.height > WORTH * frame.width * frame.height;
}

/** Takes a camera's own photos, beside the frames of its video. */
export class CameraPhotos {
  private size: Size | null = null;
  private busy = false;

  constructor(private readonly track: MediaStreamTrack) {
    void photoSizeOf(track).then((size) => {
      this.size = size;
    });
  }

  /**
   * The camera's photo of this moment, with an EXIF of its own. Null where it would be no larger
   * than the frame, or does not come in time: such a camera isn't asked again.
   */
  async take(frame: Size): Promise<Blob | null> {
    if (this.busy || !isWorth(this.size, frame)) return null;
    this.busy = true;
    const photo = await photoOf(this.track, PATIENCE).catch(() => null);
    this.busy = false;
    const longest = photo ? await longerSide(photo) : 0;
    const larger = longest > Math.max(frame.width, frame.height);
    if (photo && larger && (await pictureType(photo))) return photo;
    this.size = null;
    return null;
  }
}

/**
 * The frame that the video shows at this moment, and the camera's own photo of it where that is
 * larger. The camera turns its photo as the screen stands, so that one that needs a turn, which the
 * camera knows nothing of, is made of the frame; and so is each of a burst, which has no time.
 */
export function captureFrame(
  video: HTMLVideoElement,
  photos: CameraPhotos | null,
  turn: Turn,
  burst: boolean,
): { first: () => Promise<Blob>; whole: () => Promise<Blob> } {
  const frame = frameNow(video, turn);
  const photo = turn === 0 && !burst ? photos?.take(frame) : null;
  return {
    first: () => firstPicture(frame),
    whole: async () => {
      try {
        return (await photo) ?? (await wholePicture(frame));
      } finally {
        empty(frame);
      }
    },
  };
}
