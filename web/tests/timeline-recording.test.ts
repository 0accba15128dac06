import { describe, expect, test } from "vitest";
import { timelineOf } from "../src/protocol/job/timeline";
import { entryWords } from "../src/pages/job/timeline/timeline-words";
import type { Evidence, Gap } from "../src/protocol/net/wire";
import { at, document, eva, event, photo, session, tess } from "./builders";

describe("a recording", () => {
  const call = session();
  const by = (seq: number, kind: string, who: typeof tess) =>
    event(seq, kind, { session: call }, who);
  const file = (id: string, who: typeof tess, media_type: string): Evidence =>
    photo(id, { kind: "recording", phase: null, author: who, media_type, seconds: 60 });
  const film = file("f", tess, "video/webm");
  const voice = file("v", eva, "audio/webm");
  const job = document({ evidence: { f: film, v: voice } });
  const added = (seq: number, item: Evidence) => event(seq, "evidence.added", { evidence: [item] });
  const lines = (events: Parameters<typeof timelineOf>[0]) =>
    timelineOf(events).map((entry) => {
      const { who, words } = entryWords(entry, job);
      return `${who} ${words}`.trim();
    });

  test("is asked for, agreed to and begun, and Eva's own yes goes without saying", () => {
    const story = [
      by(1, "recording.asked", eva),
      by(2, "recording.consented", eva),
      by(3, "recording.consented", tess),
      by(4, "recording.started", tess),
      by(5, "recording.refused", tess),
      by(6, "recording.paused", tess),
      by(7, "recording.stopped", eva),
    ];
    expect(lines(story)).toEqual([
      "Eva asked to record the call",
      "Tess agreed to be recorded",
      "Everybody has agreed: from here on it is recorded",
      "Tess said no to being recorded",
      "Recording paused until everybody agrees",
      "Eva stopped the recording",
    ]);
  });

  test("is there once, Eva's voice with it", () => {
    expect(lines([added(1, voice), added(2, film)]).filter(Boolean)).toEqual([
      "The recording is here",
    ]);
  });

  test("is told of when somebody has changed it, and not when it was found as it was", () => {
    const read = event(1, "evidence.verified", { evidence: [film] });
    const altered = event(2, "evidence.altered", { evidence: [film] });
    expect(lines([read, altered])).toEqual(["The recording is not what was recorded any more"]);
  });

  const gap = (change: Partial<Gap> = {}): Gap => ({
    ...{ id: "g", session_id: call.id, participant: "p", name: "Tess", evidence_id: null },
    ...{ at: at(1), seconds: 12.2, reason: "network" },
    ...change,
  });

  test("says what it lacks, as one line however many stretches there are", () => {
    const lacks = (...gaps: Gap[]) => lines([event(1, "recording.gap", { gap: gaps })]);
    expect(lacks(gap({ reason: "disk_full" }))).toEqual([
      "Tess's recording lacks 12 s: our disk was full",
    ]);
    expect(lacks(gap(), gap({ seconds: 68 }))).toEqual([
      "Tess's recording lacks 2 stretches, 1 min 20 s in all",
    ]);
    expect(lacks(gap({ seconds: 0.4 }), gap({ reason: "paused" }))).toEqual([""]);
  });

  test("and of a call that broke off, for how long and why", () => {
    expect(lines([event(1, "session.interrupted", { gap: [gap()] })])).toEqual([
      "Tess's picture and sound were gone for 12 s: network changed",
    ]);
  });

  test("and the same of an event that an earlier version wrote", () => {
    const { reason: why, ...same } = gap();
    expect(lines([event(1, "session.interrupted", { gap: [{ ...same, why }] })])).toEqual([
      "Tess's picture and sound were gone for 12 s: network changed",
    ]);
  });
});
