import { describe, expect, test } from "vitest";
import { apply } from "../src/protocol/job/job";
import { withSteps, type ToldStep } from "../src/protocol/job/overlay";
import type { Event, Job, JobState, StatedVerb } from "../src/protocol/net/wire";
import { at, document, event, job } from "./builders";
import { seeded, seeds } from "./random";

const step = (verb: StatedVerb, minutes = 5, words: object = {}): ToldStep => ({
  verb,
  happened_at: at(minutes),
  ...words,
});

describe("what she has told lies over the job", () => {
  test("from the first step to the last", () => {
    const assigned = job();
    const steps = [
      step("acknowledge", 1),
      step("arrive", 2),
      step("hold", 3, { reason: "The key." }),
      step("resume", 4),
      step("complete", 5, { fault: "A fan.", work: "Swapped." }),
    ];
    const states = steps.map((_, count) => withSteps(assigned, steps.slice(0, count + 1)).state);
    expect(states).toEqual(["acknowledged", "on_site", "on_hold", "on_site", "completed"]);
    expect(withSteps(assigned, steps.slice(0, 3))).toMatchObject({
      ...{ acknowledged_at: at(1), arrived_at: at(2), held_at: at(3), hold_reason: "The key." },
    });
    expect(withSteps(assigned, steps)).toMatchObject({
      ...{ completed_at: at(5), summary: { fault: "A fan.", work: "Swapped." } },
      ...{ held_at: null, hold_reason: null },
    });
    expect(assigned).toEqual(job());
  });

  test("and an arrival acknowledges the job as well", () => {
    expect(withSteps(job(), [step("arrive", 2)])).toMatchObject({
      ...{ state: "on_site", arrived_at: at(2), acknowledged_at: at(2) },
    });
  });

  test("and a job that is resumed is where it was held, as far as its times tell", () => {
    const held = job({ state: "on_hold", acknowledged_at: at(0) });
    expect(withSteps(held, [step("resume")]).state).toBe("acknowledged");
    expect(withSteps({ ...held, arrived_at: at(1) }, [step("resume")]).state).toBe("on_site");
    expect(withSteps(job({ state: "on_hold" }), [step("resume")]).state).toBe("assigned");
  });

  test("but changes no job that the desk has ended or opened anew", () => {
    for (const state of ["completed", "canceled"] as JobState[])
      for (const verb of ["acknowledge", "arrive", "hold", "resume", "complete"] as const)
        expect(withSteps(job({ state }), [step(verb)])).toEqual(job({ state }));
  });

  test("and nothing told leaves the very job", () => {
    const shown = job();
    expect(withSteps(shown, [])).toBe(shown);
  });
});

const NEXT: Partial<Record<JobState, StatedVerb[]>> = {
  assigned: ["acknowledge", "arrive", "hold"],
  acknowledged: ["arrive", "hold", "complete"],
  on_site: ["hold", "complete"],
  on_hold: ["resume"],
};

/** Steps that follow on each other, and the events that a server records of them. */
function randomDay(random: () => number): { steps: ToldStep[]; events: Event[] } {
  const steps: ToldStep[] = [];
  const events: Event[] = [];
  let now: Job = job();
  for (let seq = 1; seq <= 10; seq++) {
    const verbs = NEXT[now.state] ?? [];
    const verb = verbs[Math.floor(random() * verbs.length)];
    if (!verb) break;
    const told = step(verb, seq, { reason: `reason ${seq}`, fault: "f", work: `work ${seq}` });
    const after = withSteps(now, [told]);
    const change = Object.fromEntries(
      Object.entries(after).filter(([name, value]) => now[name as keyof Job] !== value),
    );
    steps.push(told);
    events.push(event(seq, `job.${verb}`, { job: change as Partial<Job> }));
    now = after;
  }
  return { steps, events };
}

test.each(seeds(60))(
  "however far the server has come, the page shows the same job (SEED=%i)",
  (seed) => {
    const { steps, events } = randomDay(seeded(seed));
    const whole = events.reduce(apply, document()).job;
    for (let come = 0; come <= events.length; come++) {
      const { job: shown } = events.slice(0, come).reduce(apply, document());
      expect(withSteps(shown, steps.slice(come))).toEqual(whole);
      // The event was pushed before the answer came: the step still waits here.
      if (come > 0) expect(withSteps(shown, steps.slice(come - 1))).toEqual(whole);
    }
  },
);
