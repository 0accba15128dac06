import { useState } from "preact/hooks";
import { placed, type Point, type Size } from "../../../protocol/job/geometry";
import {
  pointOf,
  nextNumber,
  plain,
  type DrawnMark,
  type MarkFigure,
} from "../../../protocol/job/marks";
import type { MarkKind } from "../../../protocol/net/wire";
import { stepped } from "./pointing";
import { usePull, type Pull } from "./use-pull";

interface DrawHandProps {
  tool: MarkKind;
  /** The size of the picture, in any unit. */
  picture: Size;
  drawn: DrawnMark[];
  onDraw: (shape: MarkFigure) => void;
  /** The place of the hand moves the pointer on the other's screen; null when the hand has gone. */
  onMove: (at: Point | null) => void;
}

/**
 * A hand that draws: a pull is a line, an arrow or a ring, a press a number or a text. The
 * arrow keys move the hand, Enter begins and ends a pull, or sets a number or a text.
 */
export function useDrawHand({ tool, picture, drawn, onDraw, onMove }: DrawHandProps) {
  const pull = usePull();
  const [writing, write] = useState<number[] | null>(null);
  const [byKeys, stand] = useState<Point | null>(null);
  const add = (shape: MarkFigure) => {
    onDraw(shape);
    // The pointer would stand on what was just drawn.
    onMove(null);
  };
  const finish = () => {
    const shape = pull.finish();
    if (shape) add(shape);
  };
  const press = (at: Point) => {
    if (tool === "text") write(pointOf(at));
    else if (tool === "number")
      add({ kind: "number", points: [pointOf(at)], text: nextNumber(drawn) });
    else pull.begin(tool, at);
  };
  const end = (typed: string) => {
    const text = plain(typed);
    if (writing && text) add({ kind: "text", points: [writing], text });
    write(null);
  };
  const move = (at: Point) => {
    stand(at);
    onMove(at);
    if (pull.isOn()) pull.stretch(at);
  };
  const take = (at: Point, event: PointerEvent) => {
    stand(null);
    if (writing) return end("");
    grip(event);
    press(at);
  };
  const keys = keyHandlers(byKeys, move, (at) => (pull.isOn() ? finish() : press(at)));
  const pointer = pointerHandlers({ picture, pull, byKeys, take, finish, onMove });
  return { coming: pull.coming, writing, end, byKeys, handlers: { ...keys, ...pointer } };
}

/** The pointer's moves reach the surface until it is let go of, also from outside of it. */
function grip(event: PointerEvent): void {
  const surface = event.currentTarget as HTMLElement;
  surface.setPointerCapture(event.pointerId);
  surface.focus();
}

interface PointerHand {
  picture: Size;
  pull: Pull;
  /** The arrow keys pull: the pointer neither stretches nor ends that. */
  byKeys: Point | null;
  take: (at: Point, event: PointerEvent) => void;
  finish: () => void;
  onMove: (at: Point | null) => void;
}

function pointerHandlers({ picture, pull, byKeys, take, finish, onMove }: PointerHand) {
  return {
    onPointerDown: (event: PointerEvent) => {
      const at = within(event, picture);
      if (event.button !== 0 || !at) return;
      event.preventDefault();
      take(at, event);
    },
    onPointerMove: (event: PointerEvent) => {
      const at = within(event, picture, pull.isOn());
      onMove(at);
      if (at && pull.isOn() && !byKeys) pull.stretch(at);
    },
    onPointerUp: () => !byKeys && pull.isOn() && finish(),
    onPointerCancel: pull.drop,
    onPointerLeave: () => onMove(null),
  };
}

function keyHandlers(byKeys: Point | null, move: (at: Point) => void, act: (at: Point) => void) {
  return {
    onKeyDown: (event: KeyboardEvent) => {
      if (event.target !== event.currentTarget) return;
      const to = stepped(event, byKeys);
      if (event.key === "Enter" && byKeys) {
        event.preventDefault();
        act(byKeys);
      } else if (to) {
        event.preventDefault();
        move(to);
      }
    },
  };
}

/**
 * The place in parts of the picture; beside the picture null, or the nearest place on it during a
 * pull.
 */
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
