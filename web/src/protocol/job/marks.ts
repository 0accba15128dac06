import type { Point } from "./geometry";
import type { JobDocument, Mark, MarkKind } from "../net/wire";

/** A mark's points are in ten thousandths of the picture's width and height. */
const WHOLE = 10_000;
const MOST_POINTS = 512;
/**
 * A point nearer to the line through its neighbours than this is left out; in parts of the picture.
 */
const ROUGH = 6;
/** A pull that is shorter than this was a press, not a stroke. */
const LEAST = 40;

/** A mark as it is drawn, without its author and time. */
export type DrawnMark = Pick<Mark, "id" | "kind" | "points" | "text">;
export type MarkFigure = Pick<Mark, "kind" | "points" | "text">;

/** Convert a place in parts of the picture, 0 to 1, to a mark's point. */
export function pointOf({ x, y }: Point): number[] {
  const part = (value: number) => Math.round(Math.min(1, Math.max(0, value)) * WHOLE);
  return [part(x), part(y)];
}

/** Convert a mark's point to a place in parts of the picture, 0 to 1. */
export function placeOf(point: number[] | undefined): Point {
  return { x: (point?.[0] ?? 0) / WHOLE, y: (point?.[1] ?? 0) / WHOLE };
}

/** The mark that a pull over the picture draws; null for a press. */
export function pulled(kind: MarkKind, way: number[][]): MarkFigure | null {
  const first = way[0];
  const last = way.at(-1);
  if (!first || !last || span(way) < LEAST) return null;
  if (kind === "line") return { kind, points: thinned(way), text: "" };
  return { kind, points: [first, last], text: "" };
}

/**
 * A text as the server takes it: one line, without control characters and bidirectional overrides.
 */
export function plain(text: string): string {
  return (
    text
      .replace(/[\u202a-\u202e\u2066-\u2069]/g, "")
      // biome-ignore lint/suspicious/noControlCharactersInRegex: it takes control characters out.
      .replace(/[\u0000-\u001f\u007f-\u009f]+/g, " ")
      .trim()
  );
}

/** The width of a letter on a picture, in pixels, as far as one can tell without drawing it. */
export const WIDE = 12;
const MARGIN = 8;

/**
 * Set a text that begins at `x` within a width: in lines, moved to the left as far as they need.
 */
export function setIn(text: string, x: number, width: number): { lines: string[]; x: number } {
  const most = Math.max(1, Math.floor((width - 2 * MARGIN) / WIDE));
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= most)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  const longest = Math.max(...lines.map((line) => line.length)) * WIDE;
  return { lines, x: Math.max(MARGIN, Math.min(x, width - MARGIN - longest)) };
}

/** The marks that stand on a picture, the oldest first. */
export function marksOn(document: JobDocument | null, picture: string): Mark[] {
  return Object.values(document?.marks ?? {})
    .filter((mark) => mark.evidence_id === picture && mark.undone_at === null)
    .sort((a, b) => a.drawn_at.localeCompare(b.drawn_at) || a.id.localeCompare(b.id));
}

/** The next number: one more than the highest on the picture. */
export function nextNumber(drawn: DrawnMark[]): string {
  const numbers = drawn
    .filter((mark) => mark.kind === "number")
    .map((mark) => Number(mark.text) || 0);
  return String(Math.max(0, ...numbers) + 1);
}

function span(way: number[][]): number {
  const reach = (axis: 0 | 1) => {
    const values = way.map((point) => point[axis] ?? 0);
    return Math.max(...values) - Math.min(...values);
  };
  return Math.max(reach(0), reach(1));
}

/**
 * Simplify a line by Ramer, Douglas and Peucker, more and more until it has as few points as a mark
 * may.
 */
export function thinned(way: number[][]): number[][] {
  for (let rough = ROUGH; ; rough *= 2) {
    const line = straightened(way, rough);
    if (line.length <= MOST_POINTS) return line;
  }
}

function straightened(way: number[][], rough: number): number[][] {
  const stays = new Set([0, way.length - 1]);
  const open: [number, number][] = [[0, way.length - 1]];
  for (let part = open.pop(); part; part = open.pop()) {
    const [from, to] = part;
    let far = rough;
    let at = -1;
    for (let index = from + 1; index < to; index++) {
      const off = distance(way[index], way[from], way[to]);
      if (off > far) [far, at] = [off, index];
    }
    if (at < 0) continue;
    stays.add(at);
    open.push([from, at], [at, to]);
  }
  return way.filter((_, index) => stays.has(index));
}

/** The distance from a point to the segment between two others. */
function distance(point: number[] = [], from: number[] = [], to: number[] = []): number {
  const [x = 0, y = 0] = point;
  const [x1 = 0, y1 = 0] = from;
  const [x2 = 0, y2 = 0] = to;
  const long = (x2 - x1) ** 2 + (y2 - y1) ** 2;
  const along = long === 0 ? 0 : ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / long;
  const part = Math.min(1, Math.max(0, along));
  return Math.hypot(x - x1 - part * (x2 - x1), y - y1 - part * (y2 - y1));
}
