import { useEffect, useRef, useState } from "preact/hooks";
import { toElement, type Point, type Size } from "../../../protocol/job/geometry";
import { placeOf, setIn, type DrawnMark } from "../../../protocol/job/marks";
import { t } from "../../../text";
import "./marks.css";

interface LayerProps {
  drawn: DrawnMark[];
  /** The size of the picture under it, in any unit. */
  picture: Size;
}

/**
 * The marks lie over an element that shows their picture whole, as thick on a phone as on a wall.
 */
export function MarkLayer({ drawn, picture }: LayerProps) {
  const frame = useRef<SVGSVGElement>(null);
  const element = useSize(frame);
  const at = (point: number[] | undefined) =>
    toElement(placeOf(point), element, picture, "contain");
  return (
    <svg ref={frame} class="marks" role="img" aria-label={labelOf(drawn)}>
      {drawn.map((mark) => (
        <MarkShape
          key={mark.id}
          mark={mark}
          places={mark.points.flatMap((point) => at(point) ?? [])}
          width={element.width}
        />
      ))}
    </svg>
  );
}

/** The label tells how many marks there are, and what their texts say. */
function labelOf(drawn: DrawnMark[]): string {
  const words = drawn.filter((mark) => mark.kind === "text").map((mark) => mark.text);
  return [t().job.marks.label(drawn.length), ...words].join(". ");
}

export function useSize(of: { current: Element | null }): Size {
  const [size, set] = useState<Size>({ width: 0, height: 0 });
  useEffect(() => {
    const { current } = of;
    if (!current) return;
    const measure = () => set({ width: current.clientWidth, height: current.clientHeight });
    const watch = new ResizeObserver(measure);
    watch.observe(current);
    measure();
    return () => watch.disconnect();
  }, []);
  return size;
}

/** Both sizes are in pixels of the screen. */
const HEAD = 20;
const BADGE = 15;

interface ShapeProps {
  mark: DrawnMark;
  places: Point[];
  /** The width of the element. */
  width: number;
}

function MarkShape({ mark, places, width }: ShapeProps) {
  const from = places[0];
  const to = places.at(-1);
  if (!from || !to) return null;
  if (mark.kind === "number") return <NumberMark at={from} text={mark.text} />;
  if (mark.kind === "text") return <TextMark at={from} text={mark.text} width={width} />;
  const path = mark.kind === "ring" ? ellipse(from, to) : along(places);
  const line = mark.kind === "arrow" ? `${path}${head(from, to)}` : path;
  return (
    <g class="mark-shape" data-kind={mark.kind}>
      <path class="mark-edge" d={line} />
      <path class="mark-ink" d={line} />
    </g>
  );
}

function NumberMark({ at, text }: { at: Point; text: string }) {
  return (
    <g class="mark-shape" data-kind="number" transform={`translate(${at.x} ${at.y})`}>
      <circle class="mark-badge" r={BADGE} />
      <text class="mark-number" text-anchor="middle" dominant-baseline="central">
        {text}
      </text>
    </g>
  );
}

/** The distance between two lines of text, in pixels. */
const LINE = 24;

function TextMark({ at, text, width }: { at: Point; text: string; width: number }) {
  const { lines, x } = setIn(text, at.x, width);
  return (
    <text class="mark-shape mark-text" data-kind="text" x={x} y={at.y} dominant-baseline="central">
      {lines.map((line, turn) => (
        <tspan key={turn} x={x} dy={turn === 0 ? 0 : LINE}>
          {line}
        </tspan>
      ))}
    </text>
  );
}

const along = (places: Point[]) =>
  places.map(({ x, y }, index) => `${index ? "L" : "M"}${x} ${y}`).join("");

function ellipse(from: Point, to: Point): string {
  const across = Math.abs(to.x - from.x) / 2;
  const down = Math.abs(to.y - from.y) / 2;
  const left = Math.min(from.x, to.x);
  const middle = (from.y + to.y) / 2;
  const half = `a${across} ${down} 0 1 0`;
  return `M${left} ${middle}${half} ${2 * across} 0${half} ${-2 * across} 0`;
}

/** An arrow's head is two strokes back from the tip, shorter ones on a short arrow. */
function head(from: Point, to: Point): string {
  const turned = Math.atan2(to.y - from.y, to.x - from.x);
  const long = Math.min(HEAD, Math.hypot(to.x - from.x, to.y - from.y) / 2);
  const side = (by: number) =>
    `${to.x - long * Math.cos(turned + by)} ${to.y - long * Math.sin(turned + by)}`;
  return `M${side(0.5)}L${to.x} ${to.y}L${side(-0.5)}`;
}
