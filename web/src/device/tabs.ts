import { inTime } from "./in-time";

/** The previous page of the same tab lets go of its names a moment after this one has begun. */
const LET_GO = 600;
/** Milliseconds within which a browser says whether a lock is held. */
const LOCKS = 2000;

/**
 * Hold a name among the tabs of this browser, until the returned function is called or the tab is
 * gone, crashes included. Null: another tab that is alive holds it.
 */
export async function holdName(name: string): Promise<(() => void) | null> {
  // Locks are missing where the page is not served securely: the tab that comes last has the name.
  if (!navigator.locks) return () => {};
  const release = await tryHold(name);
  if (release) return release;
  await new Promise((done) => setTimeout(done, LET_GO));
  return tryHold(name);
}

/** Whether no tab of this browser holds the name. */
export async function isFree(name: string): Promise<boolean> {
  const release = await holdName(name);
  release?.();
  return release !== null;
}

/** A browser whose locks don't answer is treated as one that has none. */
function tryHold(name: string): Promise<(() => void) | null> {
  return inTime(lockOf(name), LOCKS, (release) => release?.()).catch(() => () => {});
}

function lockOf(name: string): Promise<(() => void) | null> {
  return new Promise((decided) => {
    navigator.locks
      .request(name, { ifAvailable: true }, (lock) => {
        if (!lock) return decided(null);
        return new Promise<void>((release) => decided(() => release()));
      })
      .catch(() => decided(() => {}));
  });
}
