import type { CaptureFacts, Evidence } from "../../../protocol/net/wire";
import { t } from "../../../text";

/** Whether somebody chose the picture among those that were there already. */
export function isFromGallery(item: Evidence): boolean {
  // A page may hold items of an earlier version, which tell nothing.
  return item.capture?.origin === "gallery";
}

/** What is known of a photo's capture, a line for each thing. */
export function captureWords(capture: CaptureFacts | null): string[] {
  if (!capture) return [];
  return [howTaken(capture), byWhichClock(capture), byWhichCamera(capture)].filter(Boolean);
}

function howTaken({ origin, zoom = 1, held, torch, facing }: CaptureFacts): string {
  const words = t().job.capture;
  // A newer server may know a way that this page doesn't.
  const origins: Record<string, string | undefined> = words.origins;
  const parts = [
    origins[origin ?? ""],
    zoom !== 1 && words.zoom(zoom),
    held !== undefined && heldWords(held),
    torch && words.torch,
    facing === "user" && words.front,
  ].filter(Boolean);
  return parts.join(", ");
}

function heldWords(held: number): string {
  const words = t().job.capture;
  if (held === 0) return words.upright;
  return held === 180 ? words.upsideDown : words.across;
}

/** A picture that was taken for this job has the phone's own time, which needs no word. */
function byWhichClock({ origin, time_source, utc_offset_minutes }: CaptureFacts): string {
  const words = t().job.capture;
  if (origin !== "gallery") return "";
  if (time_source === undefined) return words.byChoice;
  if (utc_offset_minutes === undefined) return time_source === "file" ? words.byFile : "";
  const offset = utcOffset(utc_offset_minutes);
  return time_source === "exif_local" ? words.byCameraDerived(offset) : words.byCamera(offset);
}

/** "UTC", "UTC+2", "UTC−9:30". */
export function utcOffset(minutes: number): string {
  if (minutes === 0) return "UTC";
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  const past = rest ? `:${String(rest).padStart(2, "0")}` : "";
  return `UTC${minutes < 0 ? "−" : "+"}${hours}${past}`;
}

function byWhichCamera({ camera = "", lens = "" }: CaptureFacts): string {
  const names = lens.startsWith(camera) ? [lens] : [camera, lens];
  const named = names.filter(Boolean).join(", ");
  return named && t().job.capture.camera(named);
}
