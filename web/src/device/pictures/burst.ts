import type { CameraTime } from "./exif";

/**
 * Chosen pictures in the order in which their cameras took them: a gallery hands a burst over as it
 * likes, mostly the newest first. Those that name a time share the places that they have among all;
 * the others, and those of the same moment, stay as they were chosen.
 */
export function inOrderTaken<Picture extends { taken: CameraTime | null }>(
  pictures: Picture[],
): Picture[] {
  const timed = pictures.filter(({ taken }) => taken !== null);
  // Clocks can be told apart by their offsets only if each of them names its own.
  const zoned = timed.every(({ taken }) => taken?.ahead != null);
  const moment = ({ taken }: Picture) => (taken?.shown ?? 0) - (zoned ? (taken?.ahead ?? 0) : 0);
  const sorted = [...timed].sort((a, b) => moment(a) - moment(b));
  return pictures.map((picture) => (picture.taken ? (sorted.shift() ?? picture) : picture));
}
