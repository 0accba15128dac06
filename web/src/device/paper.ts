const LAZY = "img[loading=lazy]";
/** A picture that brought nothing in this time is missing on the paper. */
const PATIENCE = 30_000;

/**
 * A page prints what it has: pictures that load when they are seen are asked for as soon as the
 * browser prints, and awaited by those browsers that await pictures then.
 */
export function watchForPrinting(): void {
  addEventListener("beforeprint", () => askForAll(document));
}

/**
 * Ask for the pictures under `root` one after the other, without waiting until they are seen, since
 * no browser waits for a slow picture when the page is printed from its own menu. A phone and a
 * network that is paid by volume are spared. Call the answer to stop.
 */
export function fetchForPaper(root: HTMLElement): () => void {
  if (isSpared()) return () => {};
  let stopped = false;
  let waiting = false;
  const next = () => {
    waiting = false;
    const picture = stopped ? null : root.querySelector<HTMLImageElement>(LAZY);
    if (!picture) return;
    waiting = true;
    picture.loading = "eager";
    void settled(picture).then(next);
  };
  const added = new MutationObserver(() => waiting || next());
  added.observe(root, { childList: true, subtree: true });
  next();
  return () => {
    stopped = true;
    added.disconnect();
  };
}

/**
 * Wait until the pictures of the page are there, or some of them have brought nothing for a while.
 * Resolves with the number of those that are missing. `tell` hears how many are awaited still.
 */
export async function readyForPaper(tell: (left: number) => void): Promise<number> {
  askForAll(document);
  const pictures = [...document.images];
  const awaited = pictures.filter((picture) => !picture.complete);
  let left = awaited.length;
  tell(left);
  await Promise.all(awaited.map((picture) => settled(picture).then(() => tell(--left))));
  return pictures.filter((picture) => !(picture.complete && picture.naturalWidth)).length;
}

function askForAll(root: ParentNode): void {
  for (const picture of root.querySelectorAll<HTMLImageElement>(LAZY)) picture.loading = "eager";
}

/** Resolves when the picture is there, has failed, or has brought nothing in time. */
function settled(picture: HTMLImageElement): Promise<void> {
  if (picture.complete) return Promise.resolve();
  return new Promise((done) => {
    const end = () => {
      clearTimeout(timer);
      done();
    };
    const timer = setTimeout(end, PATIENCE);
    picture.addEventListener("load", end, { once: true });
    picture.addEventListener("error", end, { once: true });
  });
}

function isSpared(): boolean {
  const { connection } = navigator as { connection?: { saveData?: boolean; type?: string } };
  const paid = connection?.saveData || connection?.type === "cellular";
  return Boolean(paid) || matchMedia("(pointer: coarse)").matches;
}
