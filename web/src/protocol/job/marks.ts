import type { Point } from "./geometry";
import type { JobDocument, Mark, MarkKind } from "../net/wire";

/** A picture's width, and its height: a mark's points are in parts of them. */
const WHOLE = 10_000;
const MOST_POINTS = 512;
/** Nearer to the line through its neighbours than this, a point says nothing: parts of the picture. */
const ROUGH = 6;
/** What moved less was a press, not a stroke. */
const LEAST = 40;

/** What is drawn, without who drew it when. */
export type DrawnMark = Pick<Mark, "id" | "kind" | "points" | "text">;
export type MarkShape = Pick<Mark, "kind" | "points" | "text">;

/** A place in parts of the picture, 0 to 1, as a mark keeps it. */
export function kept({ x, y }: Point): number[] {
  const part = (value: number) => Math.round(Math.min(1, Math.max(0, value)) * WHOLE);
  return [part(x), part(y)];
}

/** And back. */
export function placeOf(point: number[] | undefined): Point {
  return { x: (point?.[0] ?? 0) / WHOLE, y: (point?.[1] ?? 0) / WHOLE };
}

/** What a pull over the picture draws; null when it was none. */
export function pulled(kind: MarkKind, way: number[][]): MarkShape | null {
  const first = way[0];
  const last = way.at(-1);
  if (!first || !last || span(way) < LEAST) return null;
  if (kind === "line") return { kind, points: thinned(way), text: "" };
  return { kind, points: [first, last], text: "" };
}

/** One line of words, as the server takes them: nothing unseen in it, nothing that turns the reading. */
export function plain(text: string): string {
  return (
    text
      .replace(/[\u202a-\u202e\u2066-\u2069]/g, "")
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it takes out.
      .replace(/[\u0000-\u001f\u007f-\u009f]+/g, " ")
      .trim()
  );
}

/** Of a letter of the words on a picture, in pixels, as far as one can say without drawing it. */
export const WIDE = 12;
const MARGIN = 8;

/** How words that begin at `x` are set within so many pixels: in lines, moved to the left as they need. */
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

/** On one picture, those that stand, the oldest first. */
export function marksOn(document: JobDocument | null, picture: string): Mark[] {
  return Object.values(document?.marks ?? {})
    .filter((mark) => mark.evidence_id === picture && mark.undone_at === null)
    .sort((a, b) => a.drawn_at.localeCompare(b.drawn_at) || a.id.localeCompare(b.id));
}

/** One more than the highest that stands on the picture. */
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

/** Ramer, Douglas and Peucker's line: ever rougher until it has no more points than a mark may have. */
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

/** From a point to the stretch between two others. */
function distance(point: number[] = [], from: number[] = [], to: number[] = []): number {
  const [x = 0, y = 0] = point;
  const [x1 = 0, y1 = 0] = from;
  const [x2 = 0, y2 = 0] = to;
  const long = (x2 - x1) ** 2 + (y2 - y1) ** 2;
  const along = long === 0 ? 0 : ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / long;
  const part = Math.min(1, Math.max(0, along));
  return Math.hypot(x - x1 - part * (x2 - x1), y - y1 - part * (y2 - y1));
}
