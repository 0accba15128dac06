import { minutesAhead } from "../../protocol/instants";
import type { Size } from "../../protocol/job/geometry";
import type { CaptureFacts } from "../../protocol/net/wire";
import type { CameraTrack } from "../media/user-media";
import { plainLine } from "../../protocol/plain-line";
import { canTorch, zoomTimes } from "./controls";
import type { Turn } from "./gravity";

/** Bounds of the server's: a photo is not to be refused for a fact about it. */
const LONGEST_NAME = 100;
const FURTHEST_OFFSET = 14 * 60;
const MOST_TIMES = 1000;

/** The name that a camera or a browser gives, as one plain line; undefined where it is none. */
export function plainName(name: string): string | undefined {
  return [...plainLine(name)].slice(0, LONGEST_NAME).join("").trim() || undefined;
}

/** Minutes by which this device's clock is set ahead of UTC at that moment. */
export function ownOffset(at: number): number | undefined {
  const minutes = minutesAhead(at);
  return Number.isInteger(minutes) && Math.abs(minutes) <= FURTHEST_OFFSET ? minutes : undefined;
}

/** The facts of a picture that the page takes now by an open camera. */
export function openCameraFacts({ track, facing }: CameraTrack): CaptureFacts {
  return {
    time_source: "clock",
    utc_offset_minutes: ownOffset(Date.now()),
    camera: plainName(track.label),
    facing: facing ?? undefined,
  };
}

interface PressState {
  held: Turn | null;
  torch: boolean;
  /** The size of the frame, upright. */
  size: Size;
}

/** The facts of a photo by the viewfinder. */
export function viewfinderFacts(
  opened: CameraTrack,
  { held, torch, size }: PressState,
): CaptureFacts {
  const zoom = zoomTimes(opened.track);
  return {
    origin: "viewfinder",
    ...openCameraFacts(opened),
    held: held ?? undefined,
    zoom: zoom > 0 && zoom <= MOST_TIMES ? zoom : undefined,
    torch: canTorch(opened.track) ? torch : undefined,
    ...{ width: size.width, height: size.height },
  };
}
