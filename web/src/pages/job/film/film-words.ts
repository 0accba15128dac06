import { authorName } from "../../../text/author";
import type { Film } from "../../../protocol/job/playback";
import type { Evidence } from "../../../protocol/net/wire";
import { t } from "../../../text";
import { callClock } from "../../../text/spans";
import { datedMoment } from "../../../text/time";

export function filmLabel(item: Evidence, zone: string): string {
  return t().recording.player.label(authorName(item.author), datedMoment(item.captured_at, zone));
}

/** A recording's length, such as "3:12"; "" while it is unknown. */
export function lengthOf(item: Evidence): string {
  return item.seconds === null ? "" : callClock(item.seconds * 1000);
}

export function othersIn(film: Film): string {
  const names = new Set(film.voices.map(({ item }) => authorName(item.author)));
  return names.size ? t().recording.player.with([...names].join(", ")) : "";
}
