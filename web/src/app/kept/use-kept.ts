import { useEffect, useMemo } from "preact/hooks";
import type { Loaded } from "../../design/status/load";
import { KeptValue } from "../../protocol/kept/kept-value";
import { onlineOrAfter } from "../../device/network";
import { lastHeard, live, serverNow } from "../state";
import { keptDay } from "./day";

/** Milliseconds until what found no server is fetched again. */
const AGAIN = 15_000;

export interface KeptLoaded<Value> extends Loaded<Value> {
  /** The time as of which the value holds, by the server's clock; null while it holds now. */
  at: number | null;
  /** Whether the value is the server's last answer, none is on its way, and it still holds. */
  current: boolean;
}

/**
 * Show what the phone has kept at this path, fetch when mounted and whenever `keys` change, and keep
 * the answer. For somebody for whom nothing is kept, this is a plain load.
 */
export function useKept<Value>(
  path: string,
  fetch: () => Promise<Value>,
  keys: readonly unknown[],
): KeptLoaded<Value> {
  const kept = useMemo(() => {
    const day = keptDay();
    return new KeptValue<Value>({
      read: async () => (day ? day.read<Value>(path) : null),
      fetch,
      keep: (value, at) => void day?.keep({ path, seq: 0, at, value }).catch(() => {}),
      now: serverNow,
      lastHeard,
    });
  }, keys);
  useEffect(() => {
    void kept.begin();
    const forget = kept.follow(live().status);
    return () => {
      forget();
      kept.end();
    };
  }, [kept]);
  const { problem } = kept;
  useEffect(() => {
    return problem.value?.offline ? onlineOrAfter(AGAIN, () => void kept.reload()) : undefined;
  }, [problem.value]);
  const isLive = live().status.value.kind === "live";
  const current = kept.current.value;
  return {
    value: kept.value.value,
    problem: problem.value,
    at: isLive && current ? null : kept.at.value,
    current,
    reload: kept.reload,
    set: kept.set,
  };
}
