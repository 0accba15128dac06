import { describe, expect, test } from "vitest";
import { timelineOf } from "../src/protocol/job/timeline";
import { entryWords } from "../src/pages/job/timeline/timeline-words";
import type { EventDetails, Still } from "../src/protocol/net/wire";
import { at, dan, document, eva, event, photo, session, tess } from "./builders";

const added = (seq: number, minutes: number) => ({
  ...event(seq, "evidence.added", { evidence: [photo(`p${seq}`)] }),
  at: at(minutes),
});

test("photos that Tess takes in a row are one line", () => {
  expect(timelineOf([added(1, 0), added(2, 1), added(3, 2)])).toMatchObject([
    { kind: "photo.added", count: 3 },
  ]);
});

test("photos long after are a new line", () => {
  expect(timelineOf([added(1, 0), added(2, 30)]).map((entry) => entry.count)).toEqual([1, 1]);
});

test("what happened between parts them", () => {
  const kinds = timelineOf([
    added(1, 0),
    event(2, "job.held", { note: "Waiting for a part" }),
    added(3, 1),
  ]);
  expect(kinds.map((entry) => [entry.kind, entry.detail])).toEqual([
    ["photo.added", ""],
    ["job.held", "Waiting for a part"],
    ["photo.added", ""],
  ]);
});

test("pictures being made and withheld events are not told", () => {
  expect(
    timelineOf([event(1), event(2, "evidence.rendered", { evidence: [{ id: "p" }] })]),
  ).toEqual([]);
});

test("a note is told in its own words", () => {
  const note = photo("n", { kind: "note", text: "LED off" });
  expect(timelineOf([event(1, "evidence.added", { evidence: [note] })])).toMatchObject([
    { kind: "note.added", detail: "LED off" },
  ]);
});

describe("a session", () => {
  const call = session();
  const by = (
    seq: number,
    kind: string,
    who: typeof tess,
    details: EventDetails = { session: call },
  ) => event(seq, kind, details, who);

  test("whoever asks or answers is in it by that, and is told of once", () => {
    const entries = timelineOf([
      by(1, "session.asked", tess),
      by(2, "session.joined", tess),
      by(3, "session.claimed", eva),
      by(4, "session.joined", eva),
      by(5, "session.joined", dan),
    ]);
    expect(entries.map(({ kind, actor }) => [kind, actor])).toEqual([
      ["session.asked", "Tess"],
      ["session.claimed", "Eva"],
      ["session.joined", "Dan"],
    ]);
  });

  test("who left and comes again is told of again", () => {
    const entries = timelineOf([
      by(1, "session.claimed", eva),
      by(2, "session.left", eva),
      by(3, "session.joined", eva),
    ]);
    expect(entries.map(({ kind }) => kind)).toEqual([
      "session.claimed",
      "session.left",
      "session.joined",
    ]);
  });

  const gone = (who: typeof tess, left_at: string) => ({
    ...{ id: who.id, person_id: who.id, name: who.name, role: "technician" as const },
    ...{ joined_at: at(0), left_at, consent: null },
  });
  const unseated = (seq: number, ...participants: ReturnType<typeof gone>[]) =>
    by(seq, "session.unseated", dan, { session: session({ participants }) });

  test("who was taken off the job and comes again is told of again, and the lost seat by the first", () => {
    const assigned = { ...event(2, "job.assigned", { job: { technicians: [] } }, dan), at: at(2) };
    const entries = timelineOf([
      by(1, "session.asked", tess),
      assigned,
      { ...unseated(3, gone(tess, at(2))), at: at(2) },
      by(4, "session.joined", tess),
    ]);
    expect(entries.map(({ kind }) => kind)).toEqual([
      "session.asked",
      "job.assigned",
      "session.joined",
    ]);
  });

  test("what took the seat along is not given away to a reader from whom it is withheld", () => {
    const withheld = { ...event(2), at: at(2) };
    const lost = { ...unseated(3, gone(tess, at(2))), at: at(2) };
    expect(
      timelineOf([by(1, "session.asked", tess), withheld, lost]).map(({ kind }) => kind),
    ).toEqual(["session.asked"]);
  });

  test("who may take part no more, though nobody took her off the job, is named", () => {
    const lost = { ...unseated(2, gone(tess, at(1)), gone(eva, at(2))), at: at(2) };
    const entries = timelineOf([by(1, "session.claimed", eva), lost]);
    expect(entries.map(({ kind, detail: said }) => [kind, said])).toEqual([
      ["session.claimed", ""],
      ["session.unseated", "Eva"],
    ]);
    expect(entryWords(entries[1]!, document())).toEqual({
      who: "",
      words: "No longer allowed in the call: Eva",
    });
  });

  test("a chat line is told in its own words", () => {
    const message = {
      id: "m",
      session_id: call.id,
      author: eva,
      text: "Reseat it",
      sent_at: at(1),
    };
    expect(timelineOf([by(1, "message.said", eva, { message })])).toMatchObject([
      { kind: "message.said", actor: "Eva", detail: "Reseat it" },
    ]);
  });
});

describe("a still", () => {
  const still = (state: Still["state"]): Still => ({
    ...{
      id: "s1",
      session_id: "c",
      requested_by: eva,
      requested_at: at(0),
      expires_at: at(1),
      state,
    },
  });
  const requested = event(1, "still.requested", { still: still("pending") }, eva);
  const added = event(2, "evidence.added", { evidence: [photo("s1")] });
  const taken = event(3, "still.taken", { still: still("taken") });

  test("is awaited until something becomes of it", () => {
    expect(timelineOf([requested])).toMatchObject([{ kind: "still.requested", about: "s1" }]);
  });

  test("is one line with its picture once it is taken", () => {
    expect(timelineOf([requested, added, taken])).toMatchObject([
      { kind: "still.taken", about: "s1" },
    ]);
  });

  test("is told as missed, and as taken when it comes late all the same", () => {
    const missed = event(2, "still.missed", { still: still("missed") });
    const late = [
      event(3, "evidence.added", { evidence: [photo("s1")] }),
      event(4, "still.taken", { still: still("taken") }),
    ];
    expect(timelineOf([requested, missed]).map(({ kind }) => kind)).toEqual(["still.missed"]);
    expect(timelineOf([requested, missed, ...late]).map(({ kind }) => kind)).toEqual([
      "still.missed",
      "still.taken",
    ]);
  });
});
