import type { Entry } from "./entries";
import { isFull, type OutboxStore } from "./keeping";

/**
 * The store, which is not full as long as something else can be given up: each of `gives` does so,
 * the least needed first, and then the entry is tried again.
 */
export function withRoomMade(store: OutboxStore, gives: (() => Promise<void>)[]): OutboxStore {
  return { ...store, put: (entry) => putMakingRoom(store, entry, gives) };
}

async function putMakingRoom(
  store: OutboxStore,
  entry: Entry,
  [give, ...others]: (() => Promise<void>)[],
): Promise<Entry> {
  try {
    return await store.put(entry);
  } catch (error) {
    if (!isFull(error) || !give) throw error;
    await give();
    return putMakingRoom(store, entry, others);
  }
}
