import { live } from "./state";

const TOGETHER = 400;

/** Call back when a job in this reader's lists has changed, once for several changes in a row. */
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
