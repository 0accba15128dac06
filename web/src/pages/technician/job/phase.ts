import { useState } from "preact/hooks";
import { keepOwn, readOwn } from "../../../app/own";
import type { Phase } from "../../../protocol/net/wire";

const nameOf = (job: string) => `phase.${job}`;

/** The phase that she last chose on this job; null before the first choice. */
export function readPhase(job: string): Phase | null {
  return (readOwn(nameOf(job)) || null) as Phase | null;
}

/** The phase that she records, which a reload doesn't lose. */
export function usePhase(job: string): [Phase, (phase: Phase) => void] {
  const [phase, set] = useState<Phase>(() => readPhase(job) ?? "before");
  return [
    phase,
    (next) => {
      keepOwn(nameOf(job), next);
      set(next);
    },
  ];
}
