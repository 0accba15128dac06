import type { Job, JobDocument, JobState, Phase, StatedVerb } from "../net/wire";

/** A step that was told of on this device. */
export interface ToldStep {
  verb: StatedVerb;
  reason?: string;
  fault?: string;
  work?: string;
  happened_at: string;
}

/** The states from which the server takes each step. */
const FROM: Record<StatedVerb, JobState[]> = {
  acknowledge: ["assigned"],
  arrive: ["assigned", "acknowledged"],
  hold: ["open", "assigned", "acknowledged", "on_site"],
  resume: ["on_hold"],
  complete: ["open", "assigned", "acknowledged", "on_site"],
};

/**
 * The job as it is once the server has taken these steps: they are laid over what it has said, never
 * written into it, so that a refusal leaves nothing behind. A step that does not fit the job's state
 * changes nothing, as one that the job has by now.
 */
export function withSteps<Shown extends Job>(job: Shown, steps: ToldStep[]): Shown {
  let shown = job;
  for (const step of steps) {
    if (FROM[step.verb].includes(shown.state)) shown = { ...shown, ...changesBy(step, shown) };
  }
  return shown;
}

function changesBy(step: ToldStep, job: Job): Partial<Job> {
  const { verb, happened_at: at, reason = "", fault = "", work = "" } = step;
  switch (verb) {
    case "acknowledge":
      return { state: "acknowledged", acknowledged_at: at };
    case "arrive":
      return { state: "on_site", arrived_at: at, acknowledged_at: job.acknowledged_at ?? at };
    case "hold":
      return { state: "on_hold", held_at: at, hold_reason: reason };
    case "resume":
      return { state: stateBeforeHold(job), held_at: null, hold_reason: null };
    case "complete":
      return { state: "completed", completed_at: at, summary: { fault, work } };
  }
}

/** The state in which the job was held, as far as its times tell. */
function stateBeforeHold({ arrived_at, acknowledged_at, technicians }: Job): JobState {
  if (arrived_at) return "on_site";
  if (acknowledged_at) return "acknowledged";
  return technicians.length > 0 ? "assigned" : "open";
}

/** New words about an item that were written on this device. */
export interface ToldCaption {
  after: string;
  caption?: string;
  phase?: Phase;
}

/** The document as it is once the server has these captions; laid over it as the steps are. */
export function withCaptions(document: JobDocument, captions: ToldCaption[]): JobDocument {
  const evidence = { ...document.evidence };
  for (const { after, caption, phase } of captions) {
    const item = evidence[after];
    if (!item || item.withdrawn_at) continue;
    evidence[after] = {
      ...item,
      caption: caption ?? item.caption,
      phase: phase ?? item.phase,
    };
  }
  return captions.length > 0 ? { ...document, evidence } : document;
}
