const ADDRESS = "/sw.js";
/** Milliseconds until a waiting version asks again whether it disturbs anybody. */
const AGAIN = 10_000;
/** Milliseconds after which a page that is shown again asks for a newer version. */
const OLD = 3_600_000;

let outdated = false;

/** Whether a newer version has the pages, and this page is still of the one before. */
export const isOutdated = () => outdated;

/**
 * Have the pages kept for a start without a network. A newer version of them waits until `mayChange`
 * says that nobody is disturbed; it takes nothing from a page that is open, and the next page that
 * is loaded is of that version.
 */
export function keepPages(mayChange: () => Promise<boolean>): void {
  // Browsers have none where the page is not served securely.
  const workers = navigator.serviceWorker;
  if (!workers) return;
  let hadOne = workers.controller !== null;
  workers.addEventListener("controllerchange", () => {
    outdated ||= hadOne;
    hadOne = true;
  });
  const begin = () => void follow(workers, mayChange).catch(() => {});
  // The files of the page itself come first.
  if (document.readyState === "complete") begin();
  else addEventListener("load", begin, { once: true });
}

/** Fails where the browser's settings allow no worker: the pages then need the network. */
async function follow(
  workers: ServiceWorkerContainer,
  mayChange: () => Promise<boolean>,
): Promise<void> {
  const registration = await workers.register(ADDRESS, { updateViaCache: "none" });
  const change = async () => {
    if (registration.waiting && (await mayChange())) registration.waiting?.postMessage("take over");
  };
  let asked = Date.now();
  const look = () => {
    void change();
    if (document.visibilityState !== "visible" || Date.now() - asked < OLD) return;
    asked = Date.now();
    void registration.update().catch(() => {});
  };
  registration.addEventListener("updatefound", () => {
    registration.installing?.addEventListener("statechange", change);
  });
  document.addEventListener("visibilitychange", look);
  setInterval(look, AGAIN);
  await change();
}
