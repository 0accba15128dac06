import { inTime } from "./in-time";

/** The previous page of the same tab lets go of its names a moment after this one has begun. */
const LET_GO = 600;
/** Milliseconds within which a browser says whether a lock is held. */
const LOCKS = 2000;
/** The name that each tab holds while somebody is in the middle of something there. */
const BUSY = "smart-hands.busy";

/** The names that this tab holds, or is about to. */
const here = new Set<symbol>();

/**
 * Hold a name among the tabs of this browser, until the returned function is called or the tab is
 * gone, crashes included. Null: another tab that is alive holds it.
 */
export async function holdName(name: string): Promise<(() => void) | null> {
  // Locks are missing where the page is not served securely: the tab that comes last has the name.
  if (!navigator.locks) return () => {};
  const mark = Symbol(name);
  here.add(mark);
  const release = (await tryHold(name)) ?? (await later(() => tryHold(name)));
  if (!release) here.delete(mark);
  return (
    release &&
    (() => {
      here.delete(mark);
      release();
    })
  );
}

/**
 * Say to all tabs that somebody is in the middle of something here, until the returned function is
 * called.
 */
export function holdBusy(): () => void {
  const mark = Symbol(BUSY);
  let release = () => {};
  const over = new Promise<void>((end) => {
    release = end;
  });
  here.add(mark);
  navigator.locks?.request(BUSY, { mode: "shared" }, () => over).catch(() => {});
  return () => {
    here.delete(mark);
    release();
  };
}

/** Whether this tab holds any name: a call, a recording, an open sheet, a file on its way. */
export const holdsAny = () => here.size > 0;

/** Whether any tab of this browser does, or its locks don't say. */
export async function isAnyHeld(): Promise<boolean> {
  if (holdsAny() || !navigator.locks) return holdsAny();
  return inTime(navigator.locks.query(), LOCKS).then(
    ({ held = [] }) => held.length > 0,
    () => true,
  );
}

/** Whether no tab of this browser holds the name. */
export async function isFree(name: string): Promise<boolean> {
  const release = await holdName(name);
  release?.();
  return release !== null;
}

async function later<Answer>(act: () => Promise<Answer>): Promise<Answer> {
  await new Promise((done) => setTimeout(done, LET_GO));
  return act();
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
