import { signal } from "@preact/signals-core";

const AGAIN = 1000;

/**
 * The system won't keep the screen on while it is looked at, as phones do that save their battery
 * (https://w3c.github.io/screen-wake-lock/#the-request-method: NotAllowedError): it goes dark as it is
 * set, and what it films stops.
 */
export const willDarken = signal(false);

/** Not by the system, but by how the browser is set for this site. */
async function forbidden(): Promise<boolean> {
  const name = "screen-wake-lock" as PermissionName;
  const found = await navigator.permissions?.query({ name }).catch(() => null);
  return found?.state === "denied";
}

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
      willDarken.value = false;
      taken.addEventListener("release", () => {
        lock = null;
        // Also taken back while the page shows, as by a dialog of the system's.
        setTimeout(shown, AGAIN);
      });
    } catch (error) {
      // Whoever looks away while it is asked for is refused as well.
      const looking = document.visibilityState === "visible";
      const refused =
        looking && (error as DOMException).name === "NotAllowedError" && !(await forbidden());
      if (refused && !done) willDarken.value = true;
    }
  };
  const shown = () => void take();
  document.addEventListener("visibilitychange", shown);
  addEventListener("pageshow", shown);
  void take();
  return () => {
    done = true;
    willDarken.value = false;
    document.removeEventListener("visibilitychange", shown);
    removeEventListener("pageshow", shown);
    void lock?.release();
  };
}
