import { isToastShown } from "../design/overlays/Toast";
import { isOutdated, keepPages } from "../device/pages-worker";
import { holdsAny, isAnyHeld } from "../device/tabs";

/** Keep the pages for a start without a network, but for those that `vite` serves as sources. */
export function followVersions(): void {
  if (!import.meta.env.DEV) keepPages(async () => !(await isAnyHeld()) && mayLeave());
}

/**
 * Whether the page that somebody goes to now may be loaded anew, in the newer version of the pages
 * that is there: nothing goes on in this tab that would end with it, and the network is there for
 * what it shows.
 */
export function mayLoadAnew(): boolean {
  return isOutdated() && navigator.onLine && !holdsAny() && !isToastShown() && mayLeave();
}

/** Whether nothing on this page warns before it is left. */
const mayLeave = () => dispatchEvent(new Event("beforeunload", { cancelable: true }));
