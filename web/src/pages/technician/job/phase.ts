import { useState } from "preact/hooks";
import type { Phase } from "../../../protocol/net/wire";

const key = (job: string) => `smart-hands.phase.${job}`;

/** What she last chose to record on this job; null when nothing yet. */
export function readPhase(job: string): Phase | null {
  return localStorage.getItem(key(job)) as Phase | null;
}

/** Which phase she records; a reload doesn't lose it. */
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
