import { expect, test } from "vitest";
import { tell } from "../src/protocol/story";
import { at, event, photo } from "./builders";

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
