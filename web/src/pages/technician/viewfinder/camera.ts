import { effect, signal, untracked } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { viewfinderFacts } from "../../../device/camera/capture-facts";
import {
  focusAt,
  focusByItself,
  setTorch,
  setZoom,
  zoomOf,
  zoomRange,
  type ZoomRange,
} from "../../../device/camera/controls";
import { turned } from "../../../device/camera/frame";
import type { Gravity } from "../../../device/camera/gravity";
import { CameraPhotos } from "../../../device/camera/photos";
import { inFront } from "../../../device/foreground";
import {
  listLenses,
  MediaRefused,
  openCamera,
  type CameraLens,
  type CameraTrack,
  type DeviceProblem,
} from "../../../device/media/user-media";
import type { Point } from "../../../protocol/job/geometry";
import type { CaptureFacts } from "../../../protocol/net/wire";

/** Milliseconds that a track lives at least: one that ends sooner is not opened again by itself. */
const LIVES = 2000;
/** Milliseconds after which the camera chooses again what is sharp: by then the hand has moved. */
const SHARP = 5000;

/** The camera of the viewfinder: open while the page is in front, and let go of at any other time. */
export class ViewfinderCamera {
  readonly open = signal<CameraTrack | null>(null);
  readonly problem = signal<DeviceProblem | null>(null);
  /** Whether the page shows a frame of it by now. */
  readonly showing = signal(false);
  /** The phone has taken the camera away for a while. */
  readonly paused = signal(false);
  readonly torch = signal(false);
  readonly range = signal<ZoomRange | null>(null);
  readonly zoom = signal(0);
  /** The cameras at the back, if there are several. */
  readonly lenses = signal<CameraLens[]>([]);
  photos: CameraPhotos | null = null;
  private lens: string | undefined;
  /** Counts openings and closings: a camera that opens too late is closed again. */
  private turn = 0;
  private zooming = false;
  private sharp: ReturnType<typeof setTimeout> | undefined;

  async start(): Promise<void> {
    this.stop();
    const mine = this.turn;
    this.problem.value = null;
    const take = (opened: CameraTrack) =>
      mine === this.turn ? this.take(opened) : opened.track.stop();
    try {
      take(await openCamera({ largest: true, ...(this.lens && { lens: this.lens }) }, take));
    } catch (error) {
      if (mine !== this.turn) return;
      this.problem.value = error instanceof MediaRefused ? error.reason : "unsupported";
    }
  }

  /** Let go of the camera: the light beside the lens goes out. */
  stop(): void {
    this.turn++;
    clearTimeout(this.sharp);
    const track = this.open.value?.track;
    if (track) track.onended = track.onmute = track.onunmute = null;
    track?.stop();
    this.open.value = this.photos = this.range.value = null;
    this.showing.value = this.paused.value = this.torch.value = false;
  }

  private take(opened: CameraTrack): void {
    const { track } = opened;
    const began = Date.now();
    // Text on a label matters more than smooth movement.
    if ("contentHint" in track) track.contentHint = "detail";
    this.problem.value = null;
    this.paused.value = track.muted;
    track.onmute = () => (this.paused.value = true);
    track.onunmute = () => (this.paused.value = false);
    track.onended = () => {
      if (Date.now() - began > LIVES) return void this.start();
      this.stop();
      this.problem.value = "busy";
    };
    this.photos = new CameraPhotos(track);
    this.range.value = zoomRange(track);
    this.zoom.value = zoomOf(track);
    this.open.value = opened;
    void listLenses().then((found) => (this.lenses.value = backLenses(found)));
  }

  /** What EXIF would say of a photo of what the video shows at this moment. */
  facts(video: HTMLVideoElement, { held, turn }: Gravity): { capture?: CaptureFacts } {
    const opened = this.open.value;
    const size = turned({ width: video.videoWidth, height: video.videoHeight }, turn);
    const state = { held, torch: this.torch.value, size };
    return opened ? { capture: viewfinderFacts(opened, state) } : {};
  }

  async switchTorch(): Promise<void> {
    const track = this.open.value?.track;
    const on = !this.torch.value;
    if (track && (await setTorch(track, on))) this.torch.value = on;
  }

  /** Go to this zoom, as near as the camera comes; while it moves, only the last wish counts. */
  async zoomTo(zoom: number): Promise<void> {
    const [range, track] = [this.range.value, this.open.value?.track];
    if (!range || !track) return;
    this.zoom.value = Math.min(Math.max(zoom, range.min), range.max);
    if (this.zooming) return;
    this.zooming = true;
    for (let reached = NaN; reached !== this.zoom.value; ) {
      reached = this.zoom.value;
      await setZoom(track, reached);
    }
    this.zooming = false;
  }

  /** Make sharp what is at this point, for a while. */
  async focus(at: Point): Promise<void> {
    const track = this.open.value?.track;
    if (!track) return;
    clearTimeout(this.sharp);
    await focusAt(track, at);
    this.sharp = setTimeout(() => void focusByItself(track), SHARP);
  }

  /** Open the next camera at the back. */
  async nextLens(): Promise<void> {
    const ids = this.lenses.value.map(({ id }) => id);
    this.lens = ids[(ids.indexOf(this.open.value?.lens ?? "") + 1) % Math.max(1, ids.length)];
    await this.start();
  }
}

/** The cameras that look away from her; a phone that doesn't say where they look has none at the front. */
export function backLenses(lenses: CameraLens[]): CameraLens[] {
  const named = lenses.filter(({ facing }) => facing === "environment");
  return named.length > 0 ? named : lenses.filter(({ facing }) => facing === null);
}

/** A camera that is open while the component stands and the page is in front. */
export function useViewfinderCamera(): ViewfinderCamera {
  const [camera] = useState(() => new ViewfinderCamera());
  useEffect(() => {
    const forget = effect(() => {
      const front = inFront().value;
      untracked(() => (front ? void camera.start() : camera.stop()));
    });
    return () => {
      forget();
      camera.stop();
    };
  }, []);
  return camera;
}
