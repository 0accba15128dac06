import { isoOf } from "../../protocol/instants";
import type { CaptureFacts, CaptureOrigin, TimeSource } from "../../protocol/net/wire";
import { ownOffset, plainName } from "../camera/capture-facts";
import type { CameraTime } from "./exif";
import type { ExifFacts } from "./facts";

const MINUTE = 60_000;
const QUARTER = 15 * MINUTE;
/** Milliseconds that two times of one capture are apart at most: a camera writes its file at once. */
const NEAR = MINUTE;
/** Minutes ahead of UTC of the first and the last zone, and of those between two whole hours. */
const [FIRST_ZONE, LAST_ZONE] = [-12 * 60, 14 * 60];
const BETWEEN_HOURS = new Set([
  ...[-570, -270, -210, -150, 210, 270, 330, 345, 390],
  ...[510, 525, 570, 585, 630, 690, 765, 825],
]);
/** The server takes no earlier time, and a store that knows none says one long ago. */
const EARLIEST = Date.UTC(2000, 0);

/** The way in which a page comes to a picture in a file. */
export type FileOrigin = Exclude<CaptureOrigin, "viewfinder">;

export interface MomentAndFacts {
  captured_at: string;
  capture: CaptureFacts;
}

interface FileTime {
  /** Milliseconds after 1970. */
  at: number;
  source?: TimeSource;
  /** Milliseconds by which the clock was ahead of UTC; null where nobody knows. */
  ahead: number | null;
}

/** The moment and the facts of the capture of a picture in a file, as far as the file tells. */
export function fileCapture(
  origin: FileOrigin,
  exif: ExifFacts,
  lastModified: number,
): MomentAndFacts {
  const time = fileTime(exif, lastModified, Date.now());
  // The phone that has just taken it knows its own zone.
  const own = origin === "camera_app" ? ownOffset(time.at) : undefined;
  return {
    captured_at: isoOf(time.at),
    capture: {
      origin,
      time_source: time.source,
      utc_offset_minutes: time.ahead === null ? own : time.ahead / MINUTE,
      orientation: exif.orientation ?? undefined,
      camera: plainName(exif.camera ?? ""),
      lens: plainName(exif.lens ?? ""),
    },
  };
}

/** The camera's time where its place in UTC is known, else that of the file, else now. */
export function fileTime(exif: ExifFacts, lastModified: number, now: number): FileTime {
  const possible = (at: number | null): at is number => at !== null && at >= EARLIEST && at <= now;
  const written = possible(lastModified) ? lastModified : null;
  const { taken } = exif;
  const ahead = taken && (taken.ahead ?? aheadBy(taken, written) ?? aheadBy(taken, exif.fixed));
  const at = taken && ahead !== null ? taken.shown - ahead : null;
  if (possible(at)) return { at, source: taken?.ahead === null ? "exif_local" : "exif", ahead };
  return written === null ? { at: now, ahead: null } : { at: written, source: "file", ahead: null };
}

/**
 * The offset of a camera's clock that names none, by another time of the same capture: the nearest
 * quarter of an hour, if a zone of this century has that. Two times that don't agree then are of
 * different moments, such as that of a file that was copied later, or of a receiver that is wrong by
 * a day.
 */
function aheadBy({ shown }: CameraTime, at: number | null): number | null {
  if (at === null) return null;
  const ahead = Math.round((shown - at) / QUARTER) * QUARTER;
  const agrees = Math.abs(shown - at - ahead) <= NEAR;
  return agrees && isZone(ahead / MINUTE) ? ahead : null;
}

function isZone(minutes: number): boolean {
  const whole = minutes % 60 === 0 && minutes >= FIRST_ZONE && minutes <= LAST_ZONE;
  return whole || BETWEEN_HOURS.has(minutes);
}
