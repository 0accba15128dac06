import { useState } from "preact/hooks";
import type { Shot, ShotTaker } from "../job/photo/shots";

/** What became of a shot that she discarded, until the next one is taken. */
export interface Removal {
  /** Null: it was stored already. */
  undo: (() => void) | null;
}

interface Review {
  /** The shot that she looks at, in the place of the live picture. */
  shot: Shot | null;
  removal: Removal | null;
  look: (shot: Shot) => void;
  goOn: () => void;
  retake: () => void;
}

/** She looks at a shot, and goes on or discards it. */
export function useReview(taker: ShotTaker): Review {
  const [shot, look] = useState<Shot | null>(null);
  const [said, say] = useState<(Removal & { newest: string | undefined }) | null>(null);
  const newest = taker.shots.value[0]?.id;
  const goOn = () => look(null);
  const retake = () => {
    goOn();
    const putBack = shot && taker.discard(shot);
    const undo = () => {
      say(null);
      putBack?.();
    };
    say({ undo: putBack ? undo : null, newest: taker.shots.value[0]?.id });
  };
  return { shot, removal: said?.newest === newest ? said : null, look, goOn, retake };
}
