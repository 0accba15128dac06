import { live } from "./state";

const TOGETHER = 400;

/** Calls when a job in this reader's lists changed; several changes in a row are one call. */
export function watchLists(changed: () => void): () => void {
  let timer: ReturnType<typeof setTimeout>;
  const forget = live().onChanged(() => {
    clearTimeout(timer);
    timer = setTimeout(changed, TOGETHER);
  });
  return () => {
    clearTimeout(timer);
    forget();
  };
}
