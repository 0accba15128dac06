import { onlineOrAfter } from "./network";

/** Milliseconds between one try and the next; the last value repeats. */
const AGAIN = [250, 1000, 2000, 4000];
/** The number of failed tries after which the page says that something is missing. */
const UNSAID = 2;

const MENDING = "mending";

/** The stylesheets that did not come, and are fetched again. */
const mending = new Set<Promise<void>>();

/** Fetch every stylesheet again that does not come; called once, as the page begins. */
export function watchStyles(): void {
  const note = ({ target }: Event) => {
    if (!(target instanceof HTMLLinkElement) || target.rel !== "stylesheet") return;
    if (MENDING in target.dataset) return;
    const mended = replaced(target).finally(() => mending.delete(mended));
    mending.add(mended);
  };
  // The error of a stylesheet does not bubble, so it is captured.
  addEventListener("error", note, true);
}

/**
 * Fetch code, with its styles, when it is needed. A phone that changes its network at that moment
 * breaks every request off, so that the code is fetched until it is here; `missing` is called when
 * that takes long.
 */
export async function fetched<Code>(
  get: () => Promise<Code>,
  missing: () => void = () => {},
): Promise<Code> {
  for (let tries = 1; ; tries++) {
    try {
      const code = await get();
      // The bundler's import fetches each stylesheet only once, and does not notice a failure.
      await Promise.all(mending);
      return code;
    } catch {
      if (tries === UNSAID) missing();
      await pause(tries);
    }
  }
}

async function replaced(broken: HTMLLinkElement): Promise<void> {
  for (let tries = 1, here = false; !here; tries++) {
    await pause(tries);
    const again = broken.cloneNode() as HTMLLinkElement;
    again.dataset[MENDING] = "";
    here = await new Promise<boolean>((settled) => {
      again.onload = () => settled(true);
      again.onerror = () => settled(false);
      broken.replaceWith(again);
    });
    broken = again;
  }
}

function pause(tries: number): Promise<void> {
  const milliseconds = AGAIN[Math.min(tries, AGAIN.length) - 1] as number;
  return new Promise((go) => onlineOrAfter(milliseconds, go));
}
