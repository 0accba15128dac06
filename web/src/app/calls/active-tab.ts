import { effect } from "@preact/signals";
import { inCall, openCall } from "./open-call";
import { wall } from "./wall";
import { holdName } from "../../device/tabs";

/** Which of a person's pages and devices has the call, so that a reload comes back and nothing else does. */

const HERE = "smart-hands.call-here";
const WALL = "smart-hands.wall-here";
const NAME = "smart-hands.call";

let held: Promise<(() => void) | null> | null = null;

/** The sessions that a page of this browser last had, in the order of their keys. */
export function lastSessions(): string[] {
  try {
    return JSON.parse(localStorage.getItem(WALL) ?? "[]") as string[];
  } catch {
    return [];
  }
}

/** The session that a page of this browser was last live with. */
export function lastLive(): string | null {
  return localStorage.getItem(HERE);
}

export function rememberLive(session: string | null): void {
  if (session) localStorage.setItem(HERE, session);
  else localStorage.removeItem(HERE);
}

/** Whether this is the page that has the call; false while another one of this browser has it. */
export async function holdActiveTab(): Promise<boolean> {
  held ??= holdName(NAME);
  const release = await held;
  if (!release) held = null;
  return release !== null;
}

export function releaseActiveTab(): void {
  void held?.then((release) => release?.());
  held = null;
}

/** Be the page that has the calls while this page has one, until the returned function is called. */
export function watchActiveTab(): () => void {
  let kept = false;
  const stop = effect(() => {
    const sites = wall.sites.value.map((site) => site.session);
    // A page that never had any must not forget what another one has.
    if (kept || sites.length > 0) localStorage.setItem(WALL, JSON.stringify(sites));
    kept ||= sites.length > 0;
    if (inCall() || wall.watched.value.length > 0) return void holdActiveTab();
    releaseActiveTab();
    if (openCall.peek()?.call.ended.peek() === "moved") void forgetIfAway();
  });
  return () => {
    stop();
    releaseActiveTab();
  };
}

/** Another device has it: a reload of this page must not take it back. */
async function forgetIfAway(): Promise<void> {
  const release = await holdName(NAME);
  if (!release) return;
  release();
  if (!inCall()) rememberLive(null);
}
