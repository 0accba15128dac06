import { keep, keptKeys, readKept } from "../device/kept";
import type { Owner } from "../protocol/outbox/entries";
import { me } from "./state";

/** The person who is signed in, as the owner of what she takes, writes and chooses here. */
export function self(): Owner | null {
  const { person } = me.value ?? {};
  return person ? { id: person.id, name: person.name } : null;
}

const keyOf = (name: string) => `smart-hands.own.${me.peek()?.person.id ?? ""}.${name}`;

/**
 * What she typed and did not send, or chose, under this name. It is kept on the device under her
 * id, so that the next person who signs in there reads none of it.
 */
export function readOwn(name: string): string {
  return readKept(keyOf(name));
}

export function keepOwn(name: string, text: string): void {
  keep(keyOf(name), text);
}

/** Drafts that an earlier version kept: nobody noted whose they are. */
const UNOWNED = "smart-hands.draft.";
/** The keys of join links are the phone's own, and stand under the same beginning. */
const JOINING = `${UNOWNED}join.`;

/** The key by which this phone proves that it was the one that took a join link. */
export const joinKey = (token: string) => JOINING + token.slice(0, 16);

export function unownedDrafts(): string[] {
  return keptKeys(UNOWNED).filter((key) => !key.startsWith(JOINING));
}

/** Take the drafts without an owner for hers, but for those whose place she has written in since. */
export function claimDrafts(): void {
  for (const key of unownedDrafts()) {
    const name = key.slice(UNOWNED.length);
    if (readOwn(name)) continue;
    keepOwn(name, readKept(key));
    keep(key, "");
  }
}
