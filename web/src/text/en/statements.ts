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
  perhapsTaken: (step: string) =>
    `“${step}” taken back. If it had reached us already, the job will show it.`,
  passedOn: (step: string) =>
    `Your “${step}” came late, so the desk decides on it. There is nothing left for you to do.`,
  refused: (step: string, number: string) => `${number}: “${step}” was not taken`,
  notYours: "You are not on this job any more. Tell your dispatcher what you did.",
  remove: "Remove",
  desk: {
    title: "Waits for a decision",
    said: (name: string, step: string) => `${name}: “${step}”`,
    times: (happened: string, received: string) => `${happened} · reached us ${received}`,
    why: "This reached us too late to take effect by itself.",
    effect: {
      acknowledge: "If you accept it, the job is taken up.",
      arrive: "If you accept it, the job is on site from then on.",
      hold: "If you accept it, the job is on hold.",
      resume: "If you accept it, the job goes on.",
      complete: "If you accept it, the job is completed with these words.",
    } satisfies Record<StatedVerb, string>,
    ended: "The job has ended: reopen it before you accept this, or refuse it.",
    others: (names: string) => `By now the job is ${names}'s.`,
    accept: "Accept",
    acceptAll: (count: number) => `Accept all ${count}`,
    refuse: "Refuse",
    refuseTitle: (step: string) => `Refuse “${step}”`,
    refuseWhat:
      "Nothing changes on the job. The refusal stays on record, with your name and the reason.",
    refuseReason: "Why?",
    late: (name: string) => `Taken after ${name} was taken off this job`,
    latePhotos: (name: string) => `Taken before ${name} could know that the site allows no photos`,
    lateWhat: "Nobody outside sees it until you accept it.",
    lateTitle: "Refuse this item",
    lateRefusal:
      "It is taken out of the job. The refusal stays on record, with your name and the reason.",
    dispatcher: "A dispatcher decides on this.",
  },
  timeline: {
    made: (step: string) =>
      step ? `reported “${step}” late; the desk decides` : "reported a step late; the desk decides",
    accepted: (step: string) => (step ? `accepted “${step}”` : "accepted a step"),
    happened: (time: string) => `happened ${time}`,
    refused: (step: string) => (step ? `refused “${step}”` : "refused a step"),
  },
};
