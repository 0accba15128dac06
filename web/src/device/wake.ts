const AGAIN = 1000;

/**
 * Keep the screen on until the returned function is called. The browser takes the lock back
 * whenever the page is hidden, so it is asked for again each time it shows.
 */
export function keepAwake(): () => void {
  let lock: WakeLockSentinel | null = null;
  let done = false;
  const take = async () => {
    if (done || lock || document.visibilityState !== "visible") return;
    try {
      const taken = await navigator.wakeLock?.request("screen");
      if (!taken) return;
      if (done) return void taken.release();
      lock = taken;
      taken.addEventListener("release", () => {
        lock = null;
        // Also taken back while the page shows, as by a dialog of the system's.
        setTimeout(shown, AGAIN);
      });
    } catch {
      // Battery saver says no, or this browser has none: the screen then goes dark as it is set.
    }
  };
  const shown = () => void take();
  document.addEventListener("visibilitychange", shown);
  addEventListener("pageshow", shown);
  void take();
  return () => {
    done = true;
    document.removeEventListener("visibilitychange", shown);
    removeEventListener("pageshow", shown);
    void lock?.release();
  };
}
