import { t } from "../../../text";
import type { ShotState } from "../job/photo/shot-state";

/** The state of the newest shot, and how many there are; "" before the first. */
export function shotsWords(states: ShotState[]): string {
  const [newest] = states;
  if (!newest) return "";
  const words = t().technician.viewfinder;
  return `${words.states[newest]} · ${words.count(states.length)}`;
}
