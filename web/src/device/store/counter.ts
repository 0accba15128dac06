import { readKept } from "../kept";
import { StoreTable } from "./table";

const KEY = "sequence";
/** An earlier version counted in a store that goes back when the browser is killed. */
const EARLIER = "smart-hands.sequence";
const table = new StoreTable("smart-hands.counter", "counter");

/**
 * The next value of this device's counter, above what it has given to any tab and above `least`: it
 * gives the order of capture even when the clock jumps.
 */
export function nextSequence(least: number): Promise<number> {
  return table.run("write", (values) => {
    const counted = { result: 0 };
    const last: IDBRequest<number | undefined> = values.get(KEY);
    last.onsuccess = () => {
      counted.result = Math.max(last.result ?? 0, least, Number(readKept(EARLIER))) + 1;
      values.put(counted.result, KEY);
    };
    return counted;
  });
}
