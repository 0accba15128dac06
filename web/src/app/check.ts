import { computed, effect, signal, untracked } from "@preact/signals";
import { watchNetwork } from "../device/network";
import type { Findings } from "../protocol/net/check";
import { openCall } from "./calls/open-call";
import { asked, seated } from "./calls/calls";
import { api, live } from "./state";

/** What the check has found on this network; null before, and after a change of network. */
export const lastFindings = signal<Findings | null>(null);
export const checking = signal(false);

/** The page itself comes first. */
const AFTER = 700;
/** So long the socket may take to stand before it counts as one that doesn't. */
const SOCKET_PATIENCE = 6000;

/** A call has the network for itself. */
const calling = computed(
  () => asked.value !== null || openCall.value !== null || seated.value.length > 0,
);

let running: AbortController | null = null;

/** Find out anew what works from here; one that runs already goes on. */
export async function checkNow(): Promise<void> {
  if (running || untracked(() => calling.value)) return;
  const own = (running = new AbortController());
  checking.value = true;
  try {
    // Whoever only takes photos doesn't wait for this code.
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
