import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { ApiError } from "../../protocol/net/client";

export interface Loaded<Value> {
  value: Value | null;
  problem: ApiError | null;
  /** Fetch again; the value stays until the answer is here. */
  reload: () => void;
  set: (value: Value) => void;
}

/** Fetch when mounted and whenever `keys` change; an answer that comes too late is dropped. */
export function useLoad<Value>(
  fetch: () => Promise<Value>,
  keys: readonly unknown[],
): Loaded<Value> {
  const [value, set] = useState<Value | null>(null);
  const [problem, setProblem] = useState<ApiError | null>(null);
  const turn = useRef(0);
  const run = useCallback(() => {
    const mine = ++turn.current;
    fetch().then(
      (answer) => {
        if (mine !== turn.current) return;
        set(() => answer);
        setProblem(null);
      },
      (error: unknown) => {
        if (mine === turn.current) setProblem(asApiError(error));
      },
    );
  }, keys);
  useEffect(() => {
    run();
    return () => {
      turn.current++;
    };
  }, [run]);
  return { value, problem, reload: run, set: (fresh) => set(() => fresh) };
}

export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  throw error;
}

export interface Action {
  busy: boolean;
  problem: ApiError | null;
  /**
   * Run one work at a time: a second press while busy does nothing. Resolves to whether it worked.
   */
  run: (work: () => Promise<unknown>) => Promise<boolean>;
  clear: () => void;
}

export function useAction(): Action {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ApiError | null>(null);
  const running = useRef(false);
  const run = useCallback(async (work: () => Promise<unknown>) => {
    if (running.current) return false;
    running.current = true;
    setBusy(true);
    setProblem(null);
    try {
      await work();
      return true;
    } catch (error) {
      setProblem(asApiError(error));
      return false;
    } finally {
      running.current = false;
      setBusy(false);
    }
  }, []);
  return { busy, problem, run, clear: () => setProblem(null) };
}
