import { putBytes } from "../device/put";
import { indexedStore } from "../device/store";
import { sha256 } from "../device/hash";
import { isFree } from "../device/tabs";
import { Outbox } from "../protocol/outbox/outbox";
import { api } from "./state";

/** The name that a tab holds while it records this voice note. */
export const spoken = (id: string) => `smart-hands.voice.${id}`;

/** This phone's outbox; entries that an earlier page left in the store go first. */
export const outbox = new Outbox(
  {
    api,
    put: putBytes,
    hash: sha256,
    deviceTime: () => new Date().toISOString(),
    random: Math.random,
    abandoned: (id) => isFree(spoken(id)),
  },
  indexedStore("smart-hands"),
);

let started = false;

export function startOutbox(): void {
  if (started) return outbox.wake();
  started = true;
  void outbox.restore().catch(() => {});
  addEventListener("online", () => outbox.wake());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") outbox.wake();
  });
}
