import { useRef, useState } from "preact/hooks";
import type { Point } from "../../../protocol/job/geometry";
import { pointOf, pulled, type MarkFigure } from "../../../protocol/job/marks";
import type { MarkKind } from "../../../protocol/net/wire";

/** A mark that is being pulled over the picture. */
export interface Pull {
  /** The mark as it would be drawn now; null while there is none to see. */
  coming: MarkFigure | null;
  isOn: () => boolean;
  begin: (kind: MarkKind, at: Point) => void;
  stretch: (to: Point) => void;
  /** Ends the pull with its mark; null when it was too short for one. */
  finish: () => MarkFigure | null;
  drop: () => void;
}

/** The pull keeps the tool that it began with: one that is taken meanwhile is for the next pull. */
export function usePull(): Pull {
  const points = useRef<number[][]>([]);
  const kind = useRef<MarkKind>("arrow");
  const [coming, show] = useState<MarkFigure | null>(null);
  const drop = () => {
    points.current = [];
    show(null);
  };
  return {
    coming,
    isOn: () => points.current.length > 0,
    begin: (tool, at) => {
      kind.current = tool;
      points.current = [pointOf(at)];
    },
    stretch: (to) => {
      // Only a line is made of all the points between its ends.
      const before = kind.current === "line" ? points.current : points.current.slice(0, 1);
      points.current = [...before, pointOf(to)];
      show(pulled(kind.current, points.current));
    },
    finish: () => {
      const shape = pulled(kind.current, points.current);
      drop();
      return shape;
    },
    drop,
  };
}
