import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { entryWords } from "../src/pages/job/timeline/timeline-words";
import { timelineOf, UNTOLD } from "../src/protocol/job/timeline";
import type { EventDetails, Evidence, EvidenceKind } from "../src/protocol/net/wire";
import { en } from "./catalogues";
import { at, document, event, eva, job, photo, session, tess } from "./builders";

/** tests/docs/test_events_described.py holds the tables together with the server's `EventKind`. */
const PAGE = readFileSync(new URL("../../docs/events.md", import.meta.url), "utf8");
const [ofJobs = [], ofOrganizations = []] = PAGE.split("| kind | when |")
  .slice(1)
  .map((table) =>
    [...table.matchAll(/^\| `([a-z_]+\.[a-z_]+)` \|/gm)].map(([, kind = ""]) => kind),
  );

const participant = { id: "g", person_id: "g", name: "Gil", role: "guest" as const, consent: null };
const call = session({ participants: [{ ...participant, joined_at: at(0), left_at: at(1) }] });
const gap = { id: "g", session_id: call.id, participant: "p", name: "Tess", evidence_id: null };
/** The details that events of all kinds carry, so that no words are missing for want of a name. */
const details: EventDetails = {
  job: job(),
  session: call,
  evidence: [photo("p")],
  gap: [{ ...gap, at: at(1), seconds: 12, reason: "network" }],
};

/** The words of the one line that an event of this kind has; none when it has no line. */
function wordsOf(kind: string, more: EventDetails = {}): string | undefined {
  const { evidence } = more;
  const items = Object.fromEntries(evidence?.map((item) => [item.id, item as Evidence]) ?? []);
  const [entry] = timelineOf([event(1, kind, { ...details, ...more }, eva)]);
  return entry && entryWords(entry, document({ evidence: items })).words;
}

test.each(ofJobs.filter((kind) => kind !== "evidence.added"))(
  "%s has words or is untold",
  (kind) => {
    if (UNTOLD.has(kind)) expect(wordsOf(kind)).toBeUndefined();
    else expect(wordsOf(kind)).toMatch(/\w/);
  },
);

const ADDED: Record<EvidenceKind, Evidence> = {
  photo: photo("p"),
  note: photo("n", { kind: "note", text: "LED off" }),
  voice_note: photo("v", { kind: "voice_note" }),
  file: photo("d", { kind: "file", name: "switch.log" }),
  recording: photo("r", { kind: "recording", media_type: "video/webm", author: tess }),
};

test.each([...Object.values(ADDED), photo("f", { source: "freeze" })])(
  "an added $kind from $source has words",
  (item) => {
    expect(wordsOf("evidence.added", { evidence: [item] })).toMatch(/\w/);
  },
);

test("a kind that nobody has thought of has a line without words, which fails the test above", () => {
  expect(ofJobs).not.toContain("job.sung");
  expect(wordsOf("job.sung")).toBe("");
});

test("an untold kind is a kind of the events", () => {
  expect(ofJobs).toEqual(expect.arrayContaining([...UNTOLD]));
});

test("each kind of an organization's events has words in its history", () => {
  expect(Object.keys(en.places.historyWords).sort()).toEqual([...ofOrganizations].sort());
});
