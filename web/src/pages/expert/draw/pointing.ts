import { useEffect, useState } from "preact/hooks";
import { toPicture, type Point } from "../../../protocol/job/geometry";

const STEP = 0.02;
const STRIDE = 0.1;
const MIDDLE: Point = { x: 0.5, y: 0.5 };
const ARROWS: Record<string, readonly [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

const within = (part: number) => Math.min(1, Math.max(0, part));

/** The place that an arrow key leads to, with Shift a longer step; null for another key. */
export function stepped({ key, shiftKey }: KeyboardEvent, from: Point | null): Point | null {
  const arrow = ARROWS[key];
  if (!arrow) return null;
  const far = shiftKey ? STRIDE : STEP;
  const { x, y } = from ?? MIDDLE;
  return { x: within(x + arrow[0] * far), y: within(y + arrow[1] * far) };
}

interface PointingHandlers {
  /**
   * The place reached by the arrow keys; null while the mouse points, whose cursor is seen anyway.
   */
  byKeys: Point | null;
  onPointerMove: (event: PointerEvent) => void;
  onPointerDown: (event: PointerEvent) => void;
  onPointerUp: (event: PointerEvent) => void;
  onPointerLeave: () => void;
  onKeyDown: (event: KeyboardEvent) => void;
}

/**
 * The expert points at a place of the picture by moving over it while `on`, by pressing on it at any
 * time, or by the arrow keys while it has the focus. A place beside the picture points at nothing.
 */
export function usePointing(on: boolean, point: (at: Point | null) => void): PointingHandlers {
  const [byKeys, stand] = useState<Point | null>(null);
  useEffect(() => {
    if (on) return;
    stand(null);
    point(null);
  }, [on]);
  useEffect(() => () => point(null), []);
  const follow = (event: PointerEvent) => {
    stand(null);
    point(placeOf(event));
  };
  return {
    byKeys,
    onPointerMove: (event) => (on || event.buttons > 0) && follow(event),
    onPointerDown: follow,
    onPointerUp: (event) => !(on && event.pointerType === "mouse") && point(null),
    onPointerLeave: () => point(null),
    onKeyDown: (event) => {
      const to = on ? stepped(event, byKeys) : null;
      if (!to) return;
      event.preventDefault();
      stand(to);
      point(to);
    },
  };
}

function placeOf(event: PointerEvent): Point | null {
  const video =
    event.currentTarget instanceof Element ? event.currentTarget.querySelector("video") : null;
  if (!video) return null;
  const box = video.getBoundingClientRect();
  const picture = { width: video.videoWidth, height: video.videoHeight };
  return toPicture(
    { x: event.clientX - box.left, y: event.clientY - box.top },
    box,
    picture,
    "contain",
  );
}
