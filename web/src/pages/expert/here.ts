import { effect } from "@preact/signals";
import { openCall } from "../../app/call";
import { holdName } from "../../device/tabs";
import { inCall } from "./rings";

/** Which of a person's pages and devices has the call, so that a reload comes back and nothing else does. */

const HERE = "smart-hands.call-here";
const NAME = "smart-hands.call";

let held: Promise<(() => void) | null> | null = null;

/** The session that a page of this browser was last in. */
export function wasHere(): string | null {
  return localStorage.getItem(HERE);
}

export function setHere(session: string | null): void {
  if (session) localStorage.setItem(HERE, session);
  else localStorage.removeItem(HERE);
}

/** Whether this is the page that has the call; false while another one of this browser has it. */
export async function holdHere(): Promise<boolean> {
  held ??= holdName(NAME);
  const release = await held;
  if (!release) held = null;
  return release !== null;
}

export function letGoHere(): void {
  void held?.then((release) => release?.());
  held = null;
}

/** Be the page that has the call while this page is in one, until the returned function is called. */
export function watchHere(): () => void {
  const stop = effect(() => {
    if (inCall()) return void holdHere();
    letGoHere();
    if (openCall.peek()?.call.ended.peek() === "moved") void forgetIfAway();
  });
  return () => {
    stop();
    letGoHere();
  };
}

/** Another device has it: a reload of this page must not take it back. */
async function forgetIfAway(): Promise<void> {
  const release = await holdName(NAME);
  if (!release) return;
  release();
  if (!inCall()) setHere(null);
}
