import { happened, type MissingStretch } from "../../../protocol/job/playback";
import type { Chapter } from "../../../protocol/net/wire";
import { t } from "../../../text";
import { authorName } from "../../../text/author";
import { lasting } from "../../../text/spans";

/** A line beside a film that leads to a second of it. */
export interface Moment {
  key: string;
  at: number;
  kind: Chapter["kind"];
  words: string;
  /** The id of the picture of a still or of marks; null for all others. */
  photo: string | null;
  /** The length of a gap in seconds; 0 for all others. */
  seconds: number;
}

const PICTURED = new Set<Chapter["kind"]>(["still", "marks"]);

export function momentsOf(chapters: Chapter[], missing: MissingStretch[]): Moment[] {
  const events = happened(chapters).map((chapter, index) => ({
    ...{ key: `${chapter.kind} ${chapter.id} ${index}`, at: chapter.at, kind: chapter.kind },
    ...{
      words: wordsFor(chapter),
      photo: PICTURED.has(chapter.kind) ? chapter.id : null,
      seconds: 0,
    },
  }));
  const gaps = missing.map((each, index) => ({
    ...{ key: `gap ${index}`, at: each.at, kind: "gap" as const, seconds: each.seconds },
    ...{ words: missingWords(each), photo: null },
  }));
  return [...events, ...gaps].sort((a, b) => a.at - b.at);
}

export function missingWords(missing: MissingStretch): string {
  const words = t().recording;
  const sentence = words.player.gap(lasting(missing.seconds), words.reason[missing.reason]);
  return missing.own ? sentence : words.player.gapOf(authorName(missing), sentence);
}

function wordsFor({ kind, text, given, ...who }: Chapter): string {
  const name = authorName(who);
  const words = t().recording.player;
  if (kind === "message") return words.said(name, text);
  if (kind === "still") return words.still(name);
  if (kind === "marks") return words.drew(name);
  return given ? words.consented(name) : words.refused(name);
}

/** The index of the last moment that `at` has come to; -1 before the first. */
export function momentAt(moments: Moment[], at: number): number {
  return moments.findLastIndex((moment) => moment.at <= at + 0.25);
}
