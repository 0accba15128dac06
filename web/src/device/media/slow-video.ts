import type { SlowVideo } from "../../protocol/call/sending/sending";
import { keepStill } from "./own-stills";
import { sharpness } from "./sharpness";

/** Milliseconds from one picture to the next. */
const EVERY = 1500;
/** The sharpest of so many frames in a row is taken, since a hand shakes. */
const TRIES = 5;
const APART = 80;
/**
 * The width at which sharpness is measured: enough to tell a shaken picture, and quick on a phone.
 */
const LOOK = 320;

/**
 * A video track with the sharpest of a few whole frames every few seconds. It goes by RTP, which
 * sends single lost packets again: by TCP a picture of the same size takes many times as long at a
 * second's round trip with losses.
 */
export function slowVideo(track: MediaStreamTrack): SlowVideo {
  const video = document.createElement("video");
  video.muted = true;
  video.playsInline = true;
  video.srcObject = new MediaStream([track]);
  void video.play().catch(() => {});
  const canvas = document.createElement("canvas");
  // Firefox gives no stream of a canvas that has no context yet.
  canvas.getContext("2d");
  const stream = canvas.captureStream(0);
  const [slow] = stream.getVideoTracks() as [CanvasCaptureMediaStreamTrack];
  if ("contentHint" in slow) slow.contentHint = "detail";
  const shots = new Shots(video, canvas);
  // Each picture is sent once: sent twice, it arrived no sooner.
  const shoot = () =>
    void shots.take().then((drawn) => {
      if (!drawn) return;
      slow.requestFrame();
      keepStill(canvas);
    });
  const timer = setInterval(shoot, EVERY);
  video.onloadeddata = shoot;
  return {
    track: slow,
    shoot,
    stop: () => {
      clearInterval(timer);
      shots.stop();
      slow.stop();
      video.onloadeddata = null;
      video.srcObject = null;
    },
  };
}

class Shots {
  private readonly small = document.createElement("canvas");
  private readonly best = document.createElement("canvas");
  private busy = false;
  private stopped = false;

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly canvas: HTMLCanvasElement,
  ) {}

  stop(): void {
    this.stopped = true;
  }

  /** Draw the sharpest of the next few frames; returns whether there was one. */
  async take(): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    let sharpest = -1;
    for (let turn = 0; turn < TRIES && !this.stopped; turn++) {
      if (turn > 0) await new Promise((done) => setTimeout(done, APART));
      const sharp = this.sharp();
      if (sharp === null || sharp <= sharpest) continue;
      sharpest = sharp;
      draw(this.video, this.best, this.video.videoWidth, this.video.videoHeight);
    }
    this.busy = false;
    if (sharpest < 0 || this.stopped) return false;
    draw(this.best, this.canvas, this.best.width, this.best.height);
    return true;
  }

  /** The sharpness of the current frame; null while the camera shows nothing. */
  private sharp(): number | null {
    const { videoWidth, videoHeight, readyState } = this.video;
    if (readyState < this.video.HAVE_CURRENT_DATA || videoWidth === 0) return null;
    const height = Math.max(3, Math.round((LOOK * videoHeight) / videoWidth));
    const context = draw(this.video, this.small, LOOK, height);
    return context && sharpness(context.getImageData(0, 0, LOOK, height));
  }
}

type FrameSource = HTMLVideoElement | HTMLCanvasElement;

function draw(from: FrameSource, to: HTMLCanvasElement, width: number, height: number) {
  // Setting a canvas's size empties it, even when it is the same.
  if (to.width !== width) to.width = width;
  if (to.height !== height) to.height = height;
  const context = to.getContext("2d", { willReadFrequently: to.width === LOOK });
  context?.drawImage(from, 0, 0, width, height);
  return context;
}
