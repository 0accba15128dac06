import { deviceTime } from "../protocol/instants";
import { putBytes } from "../device/put";
import { nextSequence } from "../device/store/counter";
import { readFile } from "../device/store/encryption";
import { indexedStore } from "../device/store/entries";
import { fetchKeys } from "../device/store/keys";
import { sha256 } from "../device/hash";
import { holdName, isFree } from "../device/tabs";
import { askToKeep, isInstalled } from "../device/store/room";
import type { Entry } from "../protocol/outbox/entries";
import { withRoomMade } from "../protocol/outbox/room";
import { Outbox } from "../protocol/outbox/outbox";
import { giveRoom } from "./kept/day";
import { self } from "./own";
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
async function readWithKeys(): Promise<void> {
  const person = self()?.id;
  if (!person) return;
  const fetchKey = async (id: string) => {
    const { key } = await api.phoneKey(id);
    if (self()?.id !== person) throw new Error("Somebody else is signed in by now.");
    return Uint8Array.from(atob(key.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  };
  const missing = await entries.missingKeys(person);
  if (await fetchKeys(person, missing, fetchKey)) await outbox.restore();
}

let started = false;

/** Send what is in the outbox, at once whenever the server may be there again. */
export function startOutbox(): () => void {
  if (started) outbox.wake();
  else void outbox.restore().catch(() => {});
  started = true;
  if (isInstalled()) void askToKeep();
  const askForKeys = () => void readWithKeys().catch(() => {});
  askForKeys();
  const wake = () => outbox.wake();
  const wakeInFront = () => document.visibilityState === "visible" && outbox.wake();
  addEventListener("online", wake);
  document.addEventListener("visibilitychange", wakeInFront);
  const stay = (leaving: BeforeUnloadEvent) => {
    if (outbox.endWithPage.value.length > 0) leaving.preventDefault();
  };
  addEventListener("beforeunload", stay);
  const forget = live().onReconnected(() => {
    wake();
    askForKeys();
  });
  const forgetNetwork = followNetwork();
  const forgetChoice = mayCarryFiles.subscribe(() => outbox.followNetwork());
  return () => {
    forgetChoice();
    forgetNetwork();
    removeEventListener("beforeunload", stay);
    removeEventListener("online", wake);
    document.removeEventListener("visibilitychange", wakeInFront);
    forget();
  };
}
