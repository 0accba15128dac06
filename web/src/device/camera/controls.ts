import type { Point } from "../../protocol/job/geometry";
import { inTime } from "../in-time";

/** The range of a camera's zoom, in units of its own. */
export interface ZoomRange {
  min: number;
  max: number;
}

/** The part of https://www.w3.org/TR/image-capture/#mediatrackcapabilities-section that is used. */
interface LensCapabilities extends MediaTrackCapabilities {
  torch?: boolean;
  zoom?: ZoomRange;
  focusMode?: string[];
}

const capabilitiesOf = (track: MediaStreamTrack): LensCapabilities =>
  track.getCapabilities?.() ?? {};

/** Browsers refuse what they don't know, and settings of the lens beside those of the video. */
async function obeys(track: MediaStreamTrack, wish: object): Promise<boolean> {
  try {
    await inTime(track.applyConstraints({ advanced: [wish] }));
    return true;
  } catch {
    return false;
  }
}

export function canTorch(track: MediaStreamTrack): boolean {
  return capabilitiesOf(track).torch === true;
}

/** Returns whether the torch obeyed. */
export async function setTorch(track: MediaStreamTrack, on: boolean): Promise<boolean> {
  return canTorch(track) && obeys(track, { torch: on });
}

/** Null for a camera that can't zoom. */
export function zoomRange(track: MediaStreamTrack): ZoomRange | null {
  const { zoom } = capabilitiesOf(track);
  return zoom && zoom.max > zoom.min ? { min: zoom.min, max: zoom.max } : null;
}

/** The zoom that the camera has now; 0 where it doesn't tell. */
export function zoomOf(track: MediaStreamTrack): number {
  return (track.getSettings() as { zoom?: number }).zoom ?? 0;
}

/** Returns whether the camera obeyed. */
export function setZoom(track: MediaStreamTrack, zoom: number): Promise<boolean> {
  return obeys(track, { zoom });
}

export interface ZoomStop {
  times: number;
  zoom: number;
}

const TIMES = [1, 2, 5];
/** Phones count from 1 or less, cameras on a cable mostly from 100. */
const CABLE = 10;

/** The zoom that is 1×. */
const onceOf = ({ min }: ZoomRange): number => (min >= CABLE ? min : Math.max(min, 1));

/** How many times the camera zooms now, to two digits; 0 where it can't, or doesn't tell. */
export function zoomTimes(track: MediaStreamTrack): number {
  const range = zoomRange(track);
  return range ? Math.round((zoomOf(track) / onceOf(range)) * 100) / 100 : 0;
}

/** The zooms that have a button: the widest, then 1×, 2× and 5×, as far as the camera goes. */
export function zoomStops({ min, max }: ZoomRange): ZoomStop[] {
  const once = onceOf({ min, max });
  const stops = TIMES.map((times) => ({ times, zoom: times * once }));
  const wide = { times: Math.round((min / once) * 10) / 10, zoom: min };
  return [...(min < once ? [wide] : []), ...stops.filter(({ zoom }) => zoom <= max)];
}

/** Whether a tap on the picture can choose what is sharp. */
export function canFocus(track: MediaStreamTrack): boolean {
  const known = navigator.mediaDevices.getSupportedConstraints();
  const once = capabilitiesOf(track).focusMode?.includes("single-shot") === true;
  return once && "pointsOfInterest" in known;
}

/** Make sharp what is at this point, in parts of the picture. Returns whether the camera obeyed. */
export function focusAt(track: MediaStreamTrack, { x, y }: Point): Promise<boolean> {
  return obeys(track, { pointsOfInterest: [{ x, y }], focusMode: "single-shot" });
}

/** Leave it to the camera again what is sharp. */
export async function focusByItself(track: MediaStreamTrack): Promise<void> {
  if (capabilitiesOf(track).focusMode?.includes("continuous"))
    await obeys(track, { focusMode: "continuous" });
}
