import { expect, test } from "vitest";
import { entryWords } from "../src/pages/job/timeline/timeline-words";
import { timelineOf } from "../src/protocol/job/timeline";
import type { EventDetails } from "../src/protocol/net/wire";
import { at, dan, document, event, statement, tess } from "./builders";

const told = statement({ id: "s", verb: "hold", fault: null, work: null, reason: "No key." });

/** Who, what and which words the line of an event has, in a job that has the statement. */
function line(kind: string, details: EventDetails, by = dan): [string, string, string] {
  const [entry] = timelineOf([event(3, kind, details, by)]);
  if (!entry) throw new Error("no line");
  const { who, words } = entryWords(entry, document({ statements: { s: told } }));
  return [who, words, entry.detail];
}

test("a statement that came late says what was told, with its words", () => {
  expect(line("statement.made", { statement: told }, tess)).toEqual([
    "Tess",
    "reported “On hold” late; the desk decides",
    "No key.",
  ]);
});

test("the desk's decision names the step, and a refusal its reason", () => {
  const decided = { id: "s", decided_at: at(4), decided_by: dan };
  const accepted = { ...decided, state: "accepted" as const, decided_reason: null };
  expect(line("statement.accepted", { statement: accepted })).toEqual([
    "Dan",
    "accepted “On hold”",
    "",
  ]);
  const refused = { ...decided, state: "refused" as const, decided_reason: "Theo is there." };
  expect(line("statement.refused", { statement: refused })).toEqual([
    "Dan",
    "refused “On hold”",
    "Theo is there.",
  ]);
});

test("a step that was told of much later has the time at which it happened", () => {
  const times = [at(0), at(59)].map((happened) => {
    const told = {
      id: "s",
      happened_at: happened,
      device_time: at(60),
      at: happened,
      moved: false,
    };
    const arrived = event(1, "job.arrived", { job: { state: "on_site" }, told });
    return timelineOf([{ ...arrived, at: at(59) }])[0]?.toldOf;
  });
  expect(times).toEqual([at(0), null]);
});

test("a caption that came too late is told as one", () => {
  const words = { caption: "Port 48", phase: null, happened_at: null };
  const [, said] = line("evidence.described", { evidence: [{ id: "p" }], passed_over: words });
  expect(said).toBe("wrote a caption that came too late to be taken over");
});

test("a step that the desk has accepted is hers who told of it", () => {
  const told = { at: at(1), by: tess };
  const arrived = event(1, "job.arrived", { job: { state: "on_site" }, told }, dan);
  expect(timelineOf([arrived])[0]).toMatchObject({ actor: tess.name, by: tess.id });
});
