import { deviceTime } from "../protocol/instants";
import { putBytes } from "../device/put";
import { nextSequence } from "../device/store/counter";
import { readFile } from "../device/store/encryption";
import { indexedStore } from "../device/store/entries";
import { fetchKeys } from "../device/store/keys";
import { sha256 } from "../device/hash";
import { onlineOrAfter, watchNetwork } from "../device/network";
import { holdName, isFree } from "../device/tabs";
import { askToKeep, isInstalled } from "../device/store/room";
import type { Entry } from "../protocol/outbox/entries";
import { withRoomMade } from "../protocol/outbox/room";
import { Outbox } from "../protocol/outbox/outbox";
import { giveRoom } from "./kept/day";
import { self } from "./own";
import { reach } from "./reach";
import { api, live } from "./state";
import { followNetwork, mayCarryFiles } from "./wifi-only";

/** The name that a tab holds while it makes the file of this draft. */
export const draftName = (id: string) => `smart-hands.draft.${id}`;

const entries = indexedStore("smart-hands");

/** This phone's outbox; entries that an earlier page left in the store go first. */
export const outbox = new Outbox(
  {
    inNameOf: api.inNameOf,
    person: self,
    put: putBytes,
    reach,
    read: readFile,
    hash: sha256,
    deviceTime,
    random: Math.random,
    mayCarryFiles: () => mayCarryFiles.value,
    abandoned: (id) => isFree(draftName(id)),
    nextSequence,
    hold: holdName,
  },
  withRoomMade({ ...entries, put: keepForGood }, giveRoom),
);

/** Once something waits here that is nowhere else, the browser shall not remove it by itself. */
async function keepForGood(entry: Entry): Promise<Entry> {
  const kept = await entries.put(entry);
  void askToKeep();
  return kept;
}

/**
 * Have the keys of the person who is signed in, and take up what could not be read without them.
 * Until they are here, as with a server of an earlier version, her entries are kept as they are.
 */
async function readWithKeys(person: string): Promise<void> {
  const fetchKey = async (id: string) => {
    const { person_id, key } = await api.phoneKey(id);
    // A page that was asleep may ask with the login of whoever has signed in beside it since.
    if (person_id !== person || self()?.id !== person) throw new Error("It is another's key.");
    return Uint8Array.from(atob(key.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  };
  const missing = await entries.missingKeys(person);
  await fetchKeys(person, missing, fetchKey);
  const encrypted = await entries.encryptLeft(person);
  // The key may have come by another tab as well.
  if (missing.length > 0 || encrypted || outbox.waitsForKey(person)) await outbox.restore();
}

/** Milliseconds until the keys are asked for again, where something waits for them. */
const AGAIN = 3000;
let asking: string | null = null;

/** Ask for her keys, once at a time, and again while something of hers can't be read. */
function askForKeys(): void {
  const person = self()?.id;
  if (!person || asking === person) return;
  asking = person;
  readWithKeys(person)
    .catch(() => {})
    .finally(() => {
      asking = null;
      if (self()?.id === person && outbox.waitsForKey(person)) onlineOrAfter(AGAIN, askForKeys);
    });
}

let started = false;

/** Send what is in the outbox, at once whenever the server may be there again. */
export function startOutbox(): () => void {
  if (started) outbox.wake();
  const restored = started ? Promise.resolve() : outbox.restore().catch(() => {});
  started = true;
  if (isInstalled()) void askToKeep();
  void restored.then(askForKeys);
  const wake = () => {
    outbox.wake();
    askForKeys();
  };
  const wakeInFront = () => document.visibilityState === "visible" && wake();
  addEventListener("online", wake);
  document.addEventListener("visibilitychange", wakeInFront);
  const stay = (leaving: BeforeUnloadEvent) => {
    if (outbox.endWithPage.value.length > 0) leaving.preventDefault();
  };
  addEventListener("beforeunload", stay);
  const forget = live().onReconnected(wake);
  const forgetNetwork = followNetwork();
  const forgetReach = watchNetwork(() => reach.forget());
  const forgetChoice = mayCarryFiles.subscribe(() => outbox.followNetwork());
  return () => {
    forgetChoice();
    forgetNetwork();
    forgetReach();
    removeEventListener("beforeunload", stay);
    removeEventListener("online", wake);
    document.removeEventListener("visibilitychange", wakeInFront);
    forget();
  };
}
