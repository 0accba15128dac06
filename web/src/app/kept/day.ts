import { inTime } from "../../device/in-time";
import { deleteDay, deletePictures, dayStore } from "../../device/store/day";
import type { DayStore } from "../../protocol/kept/kept";
import { me } from "../state";
import { isLast } from "./login";

/** Milliseconds for the room to be given back. */
const PATIENCE = 3000;

let current: { person: string; store: DayStore } | null = null;
/** Set once photos needed the room: until the page is opened again, the day's pictures take none. */
let roomTaken = false;

/** What this phone keeps for the person who is signed in; null for everybody but technicians. */
export function keptDay(): DayStore | null {
  const person = me.peek()?.person;
  if (person?.role !== "technician") return null;
  if (current?.person !== person.id) {
    current = { person: person.id, store: dayStore(person.id, () => isLast(person.id)) };
  }
  return current.store;
}

export const hasRoomForPictures = (): boolean => !roomTaken;

/**
 * Each gives up something that can be fetched again, the least needed first, so that a photo which
 * can't finds room.
 */
export const giveRoom = [giving(deletePictures), giving(deleteDay)];

function giving(give: (person: string) => Promise<void>): () => Promise<void> {
  return async () => {
    const person = me.peek()?.person;
    if (person?.role !== "technician") return;
    roomTaken = true;
    // A photo doesn't wait for a store that doesn't answer.
    await inTime(give(person.id), PATIENCE).catch(() => {});
  };
}
