import { useLayoutEffect, useRef } from "preact/hooks";
import { Button } from "../../../design/Button";
import { t } from "../../../text";
import type { Shot } from "../job/photo/shots";

interface ShotReviewProps {
  shot: Shot;
  goOn: () => void;
  retake: () => void;
}

/** A photo that she has taken, large: she keeps it and goes on, or discards it and takes it anew. */
export function ShotReview({ shot, goOn, retake }: ShotReviewProps) {
  const words = t().technician.viewfinder;
  const buttons = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const { current } = buttons;
    const dialog = current?.closest("dialog");
    current?.querySelector<HTMLElement>(".button-primary")?.focus();
    // The next thing that she does is another photo, and the one that she looked at may be gone.
    return () => dialog?.querySelector<HTMLElement>(".viewfinder-shutter")?.focus();
  }, []);
  return (
    <div class="shot-review">
      {shot.preview && <img src={shot.preview} alt={words.taken} />}
      <div class="shot-review-row" ref={buttons}>
        <Button kind="danger" size="big" onClick={retake}>
          {words.retake}
        </Button>
        <Button kind="primary" size="big" icon="check" onClick={goOn}>
          {words.goOn}
        </Button>
      </div>
    </div>
  );
}
