import { effect } from "@preact/signals";
import { inFront } from "../../../../device/foreground";

/** Another app that has the camera gives it back without a word, so the phone tries for it. */
const AGAIN = [3000, 3000, 5000, 10_000];

interface Losses {
  /** The phone has taken a track away; it reads signals, whose changes are followed. */
  taken: () => boolean;
  /** A new track would bring back what is lacking. */
  missing: () => boolean;
  /** A track that is missing is at its end, and never comes back by itself. */
  ended: () => boolean;
  recover: () => Promise<void>;
}

/**
 * Get back what the phone has taken away, for as long as she looks at the page, and ever more
 * patiently. Returns what ends the watch.
 */
export function watchLosses({ taken, missing, ended, recover }: Losses): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let tries = 0;
  const plan = (wait: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const next = AGAIN[Math.min(++tries, AGAIN.length - 1)] as number;
      void recover().finally(() => inFront().peek() && missing() && plan(next));
    }, wait);
  };
  const stop = effect(() => {
    const needed = taken() && inFront().value;
    clearTimeout(timer);
    if (!needed || !missing()) return;
    tries = 0;
    // A track that has not ended is mostly given back by the phone itself, soon after the page shows.
    plan(ended() ? 0 : (AGAIN[0] as number));
  });
  const devices = navigator.mediaDevices;
  const plugged = () => missing() && plan(0);
  devices?.addEventListener?.("devicechange", plugged);
  return () => {
    clearTimeout(timer);
    stop();
    devices?.removeEventListener?.("devicechange", plugged);
  };
}
