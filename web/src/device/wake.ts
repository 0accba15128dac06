import { signal } from "@preact/signals-core";
import { ANSWERS, inTime } from "./in-time";

const AGAIN = 1000;

/**
 * Whether the system refuses to keep the screen on, as phones do that save their battery
 * (https://w3c.github.io/screen-wake-lock/#the-request-method: NotAllowedError): then the screen
 * goes dark after its usual time, and the camera stops.
 */
export const willDarken = signal(false);

/** Whether the browser's settings for this site refuse the lock, and not the system. */
async function forbidden(): Promise<boolean> {
  const name = "screen-wake-lock" as PermissionName;
  try {
    return (await inTime(navigator.permissions.query({ name }))).state === "denied";
  } catch {
    return false;
  }
}

/**
 * Keep the screen on until the returned function is called. The browser takes the lock back
 * whenever the page is hidden, so that it is requested again each time the page shows.
 */
export function keepAwake(): () => void {
  let lock: WakeLockSentinel | null = null;
  let done = false;
  const take = async () => {
    if (done || lock || document.visibilityState !== "visible") return;
    try {
      if (!navigator.wakeLock) return;
      const release = (late: WakeLockSentinel) => void late.release();
      const sentinel = await inTime(navigator.wakeLock.request("screen"), ANSWERS, release);
      if (done) return release(sentinel);
      lock = sentinel;
      willDarken.value = false;
      sentinel.addEventListener("release", () => {
        lock = null;
        // The lock is also taken back while the page shows, as by a dialog of the system.
        setTimeout(onShow, AGAIN);
      });
    } catch (error) {
      // The request is refused as well when the page is hidden meanwhile.
      const looking = document.visibilityState === "visible";
      const refused =
        looking && (error as DOMException).name === "NotAllowedError" && !(await forbidden());
      if (refused && !done) willDarken.value = true;
    }
  };
  const onShow = () => void take();
  document.addEventListener("visibilitychange", onShow);
  addEventListener("pageshow", onShow);
  void take();
  return () => {
    done = true;
    willDarken.value = false;
    document.removeEventListener("visibilitychange", onShow);
    removeEventListener("pageshow", onShow);
    void lock?.release();
  };
}
