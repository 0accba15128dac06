import { useState } from "preact/hooks";
import type { Phase } from "../../../protocol/net/wire";

const key = (job: string) => `smart-hands.phase.${job}`;

/** The phase that she last chose on this job; null before the first choice. */
export function readPhase(job: string): Phase | null {
  return localStorage.getItem(key(job)) as Phase | null;
}

/** The phase that she records, which a reload doesn't lose. */
export function usePhase(job: string): [Phase, (phase: Phase) => void] {
  const [phase, set] = useState<Phase>(() => readPhase(job) ?? "before");
  return [
    phase,
    (next) => {
      localStorage.setItem(key(job), next);
      set(next);
    },
  ];
}
