import type { Chapter, Evidence, Gap, JobDocument } from "../net/wire";

/**
 * A recorded file that is heard beside a main one; `offset`: seconds from that one's beginning to
 * its own.
 */
export interface FilmVoice {
  item: Evidence;
  offset: number;
}

/** Recorded files that play as one: the main one, of a person on site, and the others' voices. */
export interface Film {
  main: Evidence;
  voices: FilmVoice[];
}

/** A stretch of a film in which somebody's media are missing, by her name and role. */
export interface MissingStretch {
  at: number;
  seconds: number;
  reason: Gap["reason"];
  name: string;
  role: string | undefined;
  /** Whether the main file's own media are missing. */
  own: boolean;
  /** Whether the main file has nothing there, so that its player would only wait. */
  empty: boolean;
}

const SECOND = 1000;
/**
 * Seconds from which a gap is worth a mention; every network stumbles, and a voice rests for
 * longer.
 */
const WORTH = 1;
const WORTH_OF_VOICE = 3;

/**
 * The recorded files as people play them: each video with every voice that was recorded at the same
 * time. Where nobody sent video, the longest voice is the main file.
 */
export function filmsOf(evidence: Record<string, Evidence>): Film[] {
  const files = Object.values(evidence)
    .filter((item) => item.kind === "recording" && !item.withdrawn_at)
    .sort((a, b) => begin(a) - begin(b) || a.id.localeCompare(b.id));
  const end = endsOf(files);
  const meet = (a: Evidence, b: Evidence) => begin(a) < end(b) && begin(b) < end(a);
  const pictures = files.filter(isPicture);
  const alone = files.filter(
    (file) => !isPicture(file) && !pictures.some((other) => meet(file, other)),
  );
  return [...pictures, ...leading(alone, meet)]
    .sort((a, b) => begin(a) - begin(b))
    .map((main) => ({
      main,
      voices: files
        .filter((file) => file.author.id !== main.author.id && meet(file, main))
        .map((item) => ({ item, offset: (begin(item) - begin(main)) / SECOND })),
    }));
}

/** The film that has this file as its main one, else as a voice. */
export function filmOf(films: Film[], id: string): Film | null {
  const led = films.find((film) => film.main.id === id);
  return led ?? films.find((film) => film.voices.some(({ item }) => item.id === id)) ?? null;
}

export function isPicture(item: Evidence): boolean {
  return item.media_type?.startsWith("video/") ?? false;
}

const begin = (item: Evidence): number => Date.parse(item.captured_at);

/**
 * The end of each file; one of unknown length lasts until the same person's next one, or for ever.
 */
function endsOf(files: Evidence[]): (item: Evidence) => number {
  return (item) => {
    if (item.seconds !== null) return begin(item) + item.seconds * SECOND;
    const next = files.find(
      (file) => file.author.id === item.author.id && begin(file) > begin(item),
    );
    return next ? begin(next) : Infinity;
  };
}

/** The longest of the files that sound at the same time. */
function leading(alone: Evidence[], meet: (a: Evidence, b: Evidence) => boolean): Evidence[] {
  const chosen: Evidence[] = [];
  for (const file of [...alone].sort((a, b) => (b.seconds ?? 0) - (a.seconds ?? 0))) {
    if (!chosen.some((other) => meet(file, other))) chosen.push(file);
  }
  return chosen;
}

/**
 * The stretches that a film lacks, in its own seconds. The recorder and the call may both report
 * the same stretch: then the call's reason counts, which says more.
 */
export function missingIn(film: Film, document: JobDocument): MissingStretch[] {
  const gaps = Object.values(document.gaps);
  const name = seatName(film.main, gaps, document);
  const stretches = [film.main, ...film.voices.map(({ item }) => item)].flatMap((item) => {
    const seats = seatsOf(item, gaps, document);
    const own = item === film.main;
    return gaps
      .filter(
        (gap) =>
          gap.evidence_id === item.id || (gap.evidence_id === null && seats.has(gap.participant)),
      )
      .filter(
        (gap) => gap.seconds >= (own ? WORTH : WORTH_OF_VOICE) && (own || gap.reason !== "paused"),
      )
      .map((gap) => ({
        at: (Date.parse(gap.at) - begin(film.main)) / SECOND,
        seconds: gap.seconds,
        reason: gap.reason,
        name: own ? name : gap.name,
        role: item.author.role,
        own,
        empty: gap.evidence_id === film.main.id,
      }));
  });
  const length = film.main.seconds ?? Infinity;
  const within = stretches.filter(({ at, seconds }) => at < length && at + seconds > 0);
  return merge(within.map((each) => ({ ...each, at: Math.max(0, each.at) })));
}

function seatsOf(item: Evidence, gaps: Gap[], document: JobDocument): Set<string> {
  const recorded = gaps.filter((gap) => gap.evidence_id === item.id).map((gap) => gap.participant);
  const seats = Object.values(document.sessions)
    .flatMap((session) => session.participants)
    .filter((seat) => seat.person_id === item.author.id)
    .map((seat) => seat.id);
  return new Set([...recorded, ...seats]);
}

function seatName(item: Evidence, gaps: Gap[], document: JobDocument): string {
  const seats = seatsOf(item, gaps, document);
  return gaps.find((gap) => seats.has(gap.participant))?.name ?? item.author.name;
}

const OF_THE_CALL = new Set<Gap["reason"]>(["network", "page", "node"]);

function merge(stretches: MissingStretch[]): MissingStretch[] {
  const merged: MissingStretch[] = [];
  for (const next of stretches.sort((a, b) => a.at - b.at || b.seconds - a.seconds)) {
    const same = merged.find(
      (last) =>
        last.name === next.name &&
        next.at <= last.at + last.seconds &&
        last.at <= next.at + next.seconds,
    );
    if (!same) {
      merged.push({ ...next });
      continue;
    }
    same.seconds = Math.max(same.at + same.seconds, next.at + next.seconds) - same.at;
    same.empty ||= next.empty;
    if (!OF_THE_CALL.has(same.reason) && OF_THE_CALL.has(next.reason)) same.reason = next.reason;
  }
  return merged;
}

/**
 * The chapters of a film without its gaps; every file of a call has the others, as messages, alike.
 */
export function happened(chapters: Chapter[]): Chapter[] {
  return chapters.filter((chapter) => chapter.kind !== "gap");
}

/** The empty stretch around `at`, if there is one. */
export function missingAt(missing: MissingStretch[], at: number): MissingStretch | null {
  return missing.find((each) => each.empty && at >= each.at && at < each.at + each.seconds) ?? null;
}
