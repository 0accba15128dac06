/** Milliseconds for a device, the browser, or a person whom the browser asks. */
export const ANSWERS = 10_000;

/** Nothing has answered in time; nobody knows whether it ever will. */
export class NoAnswer extends Error {}

/**
 * The work's result; rejects with NoAnswer when it takes longer than the patience. A camera, a
 * permission or a store of the browser may never answer, and no page waits for one without an end.
 * `late` is handed a result that comes afterwards all the same, such as a camera to be let go.
 */
export function inTime<Value>(
  work: Promise<Value>,
  patience: number = ANSWERS,
  late: (value: Value) => void = () => {},
): Promise<Value> {
  return new Promise((resolve, reject) => {
    let over = false;
    const timer = setTimeout(() => {
      over = true;
      reject(new NoAnswer(`no answer within ${patience} ms`));
    }, patience);
    work.then(
      (value) => {
        clearTimeout(timer);
        if (over) late(value);
        else resolve(value);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}
