import { Button } from "../../../design/Button";
import { Icon, type IconName } from "../../../design/Icon";
import { t } from "../../../text";
import type { ShotState } from "../job/photo/shot-state";
import type { Shot, ShotTaker } from "../job/photo/shots";
import type { Removal } from "./review";
import { shotsWords } from "./shots-words";
import "./shots.css";

/** One line says where the photos are; what threatens them comes before all else. */
export function ShotsLine({ taker, removal }: { taker: ShotTaker; removal: Removal | null }) {
  const words = t().technician.viewfinder;
  const danger = taker.danger();
  if (danger) {
    return (
      <p class="viewfinder-line viewfinder-danger" role="alert">
        <Icon name="warning" />
        <span>{danger}</span>
      </p>
    );
  }
  const states = taker.states();
  const removed = removal && (removal.undo ? t().technician.removed : words.late);
  return (
    <p class="viewfinder-line num" role="status">
      <span>{removed ?? (states[0] === "failed" ? words.notTaken : shotsWords(states))}</span>
      {removal?.undo && (
        <Button kind="quiet" onClick={removal.undo}>
          {t().common.undo}
        </Button>
      )}
    </p>
  );
}

const MARKS: Record<ShotState, IconName> = {
  saving: "dots",
  kept: "check",
  onlyHere: "warning",
  stored: "check",
  refused: "warning",
  failed: "warning",
};

const SHOWN = 12;

/** The photos that she has just taken, the newest first, each with its true state. */
export function ShotStrip({ taker, onLook }: { taker: ShotTaker; onLook: (shot: Shot) => void }) {
  const words = t().technician.viewfinder;
  const shots = taker.shots.value;
  const states = taker.states();
  return (
    <ul class="viewfinder-strip" aria-label={words.strip}>
      {shots.slice(0, SHOWN).map((shot, place) => {
        const state = states[place] ?? "saving";
        return (
          <li key={shot.id}>
            <button
              type="button"
              class={`shot shot-${state}`}
              aria-label={words.look(shots.length - place, words.states[state])}
              disabled={!shot.preview}
              onClick={() => onLook(shot)}
            >
              {shot.preview && <img src={shot.preview} alt="" />}
              <span class="shot-mark">
                <Icon name={MARKS[state]} />
              </span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
