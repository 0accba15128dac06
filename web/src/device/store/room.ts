import { inTime } from "../in-time";

/** What this site has and may have on this device, in bytes, as far as the browser says. */
export interface Room {
  used: number;
  free: number;
  /** Whether the browser has promised to remove nothing by itself. */
  promised: boolean;
}

/** Null where the browser doesn't say. */
export async function lookAtRoom(): Promise<Room | null> {
  try {
    const { usage, quota } = await inTime(navigator.storage.estimate());
    const promised = await inTime(navigator.storage.persisted());
    if (usage === undefined || quota === undefined) return null;
    return { used: usage, free: Math.max(0, quota - usage), promised };
  } catch {
    return null;
  }
}

let asked = false;

/** Ask the browser, once a page, to remove nothing of this site by itself when the device is full. */
export async function askToKeep(): Promise<void> {
  if (asked) return;
  asked = true;
  try {
    if (!(await inTime(navigator.storage.persisted()))) await inTime(navigator.storage.persist());
  } catch {
    // The browser has no such promise to give.
  }
}

/** Whether the page was put on the home screen and opened from there. */
export const isInstalled = (): boolean => matchMedia("(display-mode: standalone)").matches;
