import type { StatedVerb } from "../../protocol/net/wire";

/** The steps as she tells of them. */
const steps: Record<StatedVerb, string> = {
  acknowledge: "I'm on it",
  arrive: "I'm here",
  hold: "On hold",
  resume: "Going on",
  complete: "Done",
};

export const statements = {
  steps,
  waitsForNetwork: "waits for network",
  waits: "waits to be sent",
  sending: "being sent",
  takeBack: (step: string) => `Take back “${step}”`,
  takenBack: (step: string) => `“${step}” taken back`,
  passedOn: (step: string) =>
    `The desk had changed this job meanwhile. Your “${step}” was passed on to them.`,
  refused: (step: string, number: string) => `${number}: “${step}” was not taken`,
  notYours: "You are not on this job any more. Tell your dispatcher what you did.",
  remove: "Remove",
  desk: {
    title: "Waits for a decision",
    said: (name: string, step: string) => `${name}: “${step}”`,
    times: (happened: string, received: string) => `${happened} · reached us ${received}`,
    why: "The job had changed before this reached us, so it was not applied.",
    accept: "Accept",
    acceptAll: (count: number) => `Accept all ${count}`,
    refuse: "Refuse",
    refuseTitle: (step: string) => `Refuse “${step}”`,
    refuseWhat:
      "Nothing changes on the job. The refusal stays on record, with your name and the reason.",
    refuseReason: "Why?",
    late: (name: string) => `Taken after ${name} was taken off this job`,
    lateWhat: "Nobody outside sees it until you accept it.",
    lateTitle: "Refuse this item",
    lateRefusal:
      "It is taken out of the job. The refusal stays on record, with your name and the reason.",
    dispatcher: "A dispatcher decides on this.",
  },
  timeline: {
    made: (step: string) =>
      step
        ? `reported “${step}” after the job had changed`
        : "reported a step after the job had changed",
    accepted: (step: string) => (step ? `accepted “${step}”` : "accepted a step"),
    happened: (time: string) => `happened ${time}`,
    refused: (step: string) => (step ? `refused “${step}”` : "refused a step"),
  },
};
