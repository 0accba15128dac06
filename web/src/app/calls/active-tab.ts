import { effect } from "@preact/signals";
import { holdName, isFree } from "../../device/tabs";
import { inCall, openCall } from "./open-call";
import { rememberLive, rememberWall } from "./own-calls";
import { wall } from "./wall";

/** The name that the one tab of a browser holds which has the desk's calls. */
const NAME = "smart-hands.call";

let held: Promise<(() => void) | null> | null = null;

/** Whether this tab has the calls; false while another one of this browser has them. */
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

/** Be the tab that has the calls while this page has one, until the returned function is called. */
export function watchActiveTab(): () => void {
  let hadCalls = false;
  const stop = effect(() => {
    const sites = wall.sites.value.map((site) => site.session);
    // A page that never had any must not forget the calls that another one has.
    if (hadCalls || sites.length > 0) rememberWall(sites);
    hadCalls ||= sites.length > 0;
    if (inCall() || wall.watched.value.length > 0) return void holdActiveTab();
    releaseActiveTab();
    if (openCall.peek()?.call.ended.peek() === "moved") void forgetIfAway();
  });
  return () => {
    stop();
    releaseActiveTab();
  };
}

/** Another device has the call: a reload of this page must not take it back. */
async function forgetIfAway(): Promise<void> {
  if ((await isFree(NAME)) && !inCall()) rememberLive(null);
}
