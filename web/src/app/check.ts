import { computed, effect, signal, untracked } from "@preact/signals";
import { watchNetwork } from "../device/network";
import type { Findings } from "../protocol/net/check";
import { openCall } from "./calls/current-call";
import { requestedCall, seated } from "./calls/calls";
import { api, live } from "./state";

/**
 * The findings of the last check on this network; null before it, and after a change of network.
 */
export const lastFindings = signal<Findings | null>(null);
export const checking = signal(false);

/** Milliseconds before a check, since the page itself loads first. */
const AFTER = 700;
/** A socket that is not connected after this time counts as one that can't connect. */
const SOCKET_PATIENCE = 6000;

/** Whether a call is on or coming, which has the network for itself. */
const calling = computed(
  () => requestedCall.value !== null || openCall.value !== null || seated.value.length > 0,
);

let running: AbortController | null = null;

/** Check anew which paths work from here; a check that runs already goes on. */
export async function checkNow(): Promise<void> {
  if (running || untracked(() => calling.value)) return;
  const own = (running = new AbortController());
  checking.value = true;
  try {
    // A person who only takes photos doesn't wait for this code.
    const { look } = await import("../device/check");
    const socket = () => live().status.peek().kind === "live";
    const findings = await look({ ask: api.connectivity, socket }, own.signal);
    if (!own.signal.aborted) lastFindings.value = findings;
  } catch {
    // The code did not come: the next change of network tries again.
  } finally {
    if (running === own) stop();
  }
}

function stop(): void {
  running?.abort();
  running = null;
  checking.value = false;
}

/** Check once on each network, until the returned function is called. */
export function keepChecked(): () => void {
  const network = signal(0);
  const late = signal(false);
  const patience = setTimeout(() => (late.value = true), SOCKET_PATIENCE);
  const forgetChanges = watchNetwork(() => {
    stop();
    lastFindings.value = null;
    network.value++;
  });
  const forgetCalls = effect(() => {
    if (calling.value) stop();
  });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const forgetTurns = effect(() => {
    void network.value;
    const ready = live().status.value.kind === "live" || late.value;
    clearTimeout(timer);
    if (!ready || calling.value || lastFindings.peek()) return;
    timer = setTimeout(() => void checkNow(), AFTER);
  });
  return () => {
    clearTimeout(timer);
    clearTimeout(patience);
    for (const forget of [forgetChanges, forgetCalls, forgetTurns]) forget();
    stop();
  };
}
