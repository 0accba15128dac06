import { useRef, useState } from "preact/hooks";
import { placed, type Point, type Size } from "../../../protocol/job/geometry";
import {
  kept,
  nextNumber,
  plain,
  pulled,
  type DrawnMark,
  type MarkFigure,
} from "../../../protocol/job/marks";
import type { MarkKind } from "../../../protocol/net/wire";
import { stepped } from "./pointing";

interface DrawHandProps {
  tool: MarkKind;
  /** Of the picture, in any unit. */
  picture: Size;
  drawn: DrawnMark[];
  onDraw: (shape: MarkFigure) => void;
  /** Where the hand is, for the pointer on the other's screen; null when it has gone. */
  onMove: (at: Point | null) => void;
}

/**
 * A hand that draws: a pull is a line, an arrow or a ring, a press a number or a text. By keys: the
 * arrows move it, Enter begins and ends, or sets.
 */
export function useDrawHand({ tool, picture, drawn, onDraw, onMove }: DrawHandProps) {
  const way = useRef<number[][]>([]);
  /** What the pull began with: another tool that is taken meanwhile is for the next one. */
  const begun = useRef<MarkKind>(tool);
  const [coming, show] = useState<MarkFigure | null>(null);
  const [writing, write] = useState<number[] | null>(null);
  const [byKeys, stand] = useState<Point | null>(null);
  // The pointer would stand on what was just drawn.
  const done = (shape: MarkFigure) => {
    onDraw(shape);
    onMove(null);
  };
  const set = (point: number[]) => {
    if (tool === "text") write(point);
    else done({ kind: "number", points: [point], text: nextNumber(drawn) });
  };
  const stretch = (point: number[]) => {
    // Only a line is made of all that lies between.
    way.current =
      begun.current === "line" ? [...way.current, point] : [...way.current.slice(0, 1), point];
    show(pulled(begun.current, way.current));
  };
  const finish = () => {
    const shape = pulled(begun.current, way.current);
    way.current = [];
    show(null);
    if (shape) done(shape);
  };
  const press = (at: Point) => {
    if (tool === "text" || tool === "number") set(kept(at));
    else [begun.current, way.current] = [tool, [kept(at)]];
  };
  const keys = useKeyHand({
    byKeys,
    stand: (at) => {
      stand(at);
      onMove(at);
      if (way.current.length > 0) stretch(kept(at));
    },
    act: (at) => (way.current.length > 0 ? finish() : press(at)),
  });
  const end = (typed: string) => {
    const text = plain(typed);
    if (writing && text) done({ kind: "text", points: [writing], text });
    write(null);
  };
  return {
    coming,
    writing,
    end,
    byKeys,
    handlers: {
      ...keys,
      onPointerDown: (event: PointerEvent) => {
        const at = within(event, picture);
        if (event.button !== 0 || !at) return;
        event.preventDefault();
        stand(null);
        if (writing) return end("");
        const surface = event.currentTarget as HTMLElement;
        surface.setPointerCapture(event.pointerId);
        surface.focus();
        press(at);
      },
      onPointerMove: (event: PointerEvent) => {
        const at = within(event, picture, way.current.length > 0);
        onMove(at);
        if (at && way.current.length > 0 && !byKeys) stretch(kept(at));
      },
      onPointerUp: () => !byKeys && way.current.length > 0 && finish(),
      onPointerCancel: () => {
        way.current = [];
        show(null);
      },
      onPointerLeave: () => onMove(null),
    },
  };
}

interface KeyHand {
  byKeys: Point | null;
  stand: (at: Point) => void;
  act: (at: Point) => void;
}

function useKeyHand({ byKeys, stand, act }: KeyHand) {
  return {
    onKeyDown: (event: KeyboardEvent) => {
      if (event.target !== event.currentTarget) return;
      const to = stepped(event, byKeys);
      if (event.key === "Enter" && byKeys) {
        event.preventDefault();
        act(byKeys);
      } else if (to) {
        event.preventDefault();
        stand(to);
      }
    },
  };
}

/** In parts of the picture; beside it null, or the nearest place on it while something is pulled. */
function within(event: PointerEvent, picture: Size, pulls = false): Point | null {
  const element = event.currentTarget as Element;
  const frame = element.getBoundingClientRect();
  const box = placed(frame, picture, "contain");
  const x = (event.clientX - frame.left - box.left) / box.width;
  const y = (event.clientY - frame.top - box.top) / box.height;
  const inside = x >= 0 && x <= 1 && y >= 0 && y <= 1;
  if (inside) return { x, y };
  return pulls ? { x: Math.min(1, Math.max(0, x)), y: Math.min(1, Math.max(0, y)) } : null;
}
