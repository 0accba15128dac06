import { describe, expect, test } from "vitest";
import { tell } from "../src/protocol/story";
import type { EventDetails, Still } from "../src/protocol/wire";
import { at, dan, eva, event, photo, session, tess } from "./builders";

const added = (seq: number, minutes: number) => ({
  ...event(seq, "evidence.added", { evidence: [photo(`p${seq}`)] }),
  at: at(minutes),
});

test("photos that Tess takes in a row are one line", () => {
  expect(tell([added(1, 0), added(2, 1), added(3, 2)])).toMatchObject([{ kind: "photo.added", count: 3 }]);
});

test("photos long after are a new line", () => {
  expect(tell([added(1, 0), added(2, 30)]).map((chapter) => chapter.count)).toEqual([1, 1]);
});

test("what happened between parts them", () => {
  const kinds = tell([added(1, 0), event(2, "job.held", { note: "Waiting for a part" }), added(3, 1)]);
  expect(kinds.map((chapter) => [chapter.kind, chapter.said])).toEqual([
    ["photo.added", ""],
    ["job.held", "Waiting for a part"],
    ["photo.added", ""],
  ]);
});

test("pictures being made and withheld events are not told", () => {
  expect(tell([event(1), event(2, "evidence.rendered", { evidence: [{ id: "p" }] })])).toEqual([]);
});

test("a note is told in its own words", () => {
  const note = photo("n", { kind: "note", text: "LED off" });
  expect(tell([event(1, "evidence.added", { evidence: [note] })])).toMatchObject([
    { kind: "note.added", said: "LED off" },
  ]);
});

describe("a session", () => {
  const call = session();
  const by = (seq: number, kind: string, who: typeof tess, details: EventDetails = { session: call }) =>
    event(seq, kind, details, who);

  test("whoever asks or answers is in it by that, and is told of once", () => {
    const told = tell([
      by(1, "session.asked", tess),
      by(2, "session.joined", tess),
      by(3, "session.claimed", eva),
      by(4, "session.joined", eva),
      by(5, "session.joined", dan),
    ]);
    expect(told.map(({ kind, actor }) => [kind, actor])).toEqual([
      ["session.asked", "Tess"],
      ["session.claimed", "Eva"],
      ["session.joined", "Dan"],
    ]);
  });

  test("who left and comes again is told of again", () => {
    const told = tell([
      by(1, "session.claimed", eva),
      by(2, "session.left", eva),
      by(3, "session.joined", eva),
    ]);
    expect(told.map(({ kind }) => kind)).toEqual(["session.claimed", "session.left", "session.joined"]);
  });

  test("a chat line is told in its own words", () => {
    const message = { id: "m", session_id: call.id, author: eva, text: "Reseat it", sent_at: at(1) };
    expect(tell([by(1, "message.said", eva, { message })])).toMatchObject([
      { kind: "message.said", actor: "Eva", said: "Reseat it" },
    ]);
  });
});

describe("a still", () => {
  const still = (state: Still["state"]): Still => ({
    ...{ id: "s1", session_id: "c", requested_by: eva, requested_at: at(0), expires_at: at(1), state },
  });
  const requested = event(1, "still.requested", { still: still("pending") }, eva);
  const added = event(2, "evidence.added", { evidence: [photo("s1")] });
  const taken = event(3, "still.taken", { still: still("taken") });

  test("is awaited until something becomes of it", () => {
    expect(tell([requested])).toMatchObject([{ kind: "still.requested", about: "s1" }]);
  });

  test("is one line with its picture once it is taken", () => {
    expect(tell([requested, added, taken])).toMatchObject([{ kind: "still.taken", about: "s1" }]);
  });

  test("is told as missed, and as taken when it comes late all the same", () => {
    const missed = event(2, "still.missed", { still: still("missed") });
    const late = [
      event(3, "evidence.added", { evidence: [photo("s1")] }),
      event(4, "still.taken", { still: still("taken") }),
    ];
    expect(tell([requested, missed]).map(({ kind }) => kind)).toEqual(["still.missed"]);
    expect(tell([requested, missed, ...late]).map(({ kind }) => kind)).toEqual([
      "still.missed",
      "still.taken",
    ]);
  });
});
