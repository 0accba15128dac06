import { beforeEach, expect, test } from "vitest";
import { again, heldBy, lastMarked, lookAway, putAside, toShow } from "../src/pages/technician/call/held";
import type { Peer } from "../src/protocol/call";
import { at, document, mark, photo } from "./builders";
import { shown } from "./together";

const expert = (shows: string | null, change: Partial<Peer> = {}): Peer => ({
  ...{ participant: "evas", name: "Eva Lindqvist", role: "expert", present: true, state: "live", since: 0 },
  ...{ via: "node", rtt: 10, stream: null, flow: null, still: null, consent: null, watches: "live" },
  pointer: null,
  shown: { ...shown, shows },
  ...change,
});
const one = mark({ id: "a", drawn_at: at(0) });
const two = mark({ id: "b", drawn_at: at(1) });
const marked = (...marks: (typeof one)[]) =>
  document({ evidence: { p1: photo("p1") }, marks: Object.fromEntries(marks.map((each) => [each.id, each])) });

beforeEach(() => {
  putAside.value = null;
  again.value = null;
});

test("her phone shows what an expert in the call holds up, until she lets go", () => {
  expect(heldBy([expert(null)])).toBeNull();
  expect(toShow([expert("p1")], marked())).toMatchObject({ picture: "p1", by: { name: "Eva Lindqvist" } });
  expect(toShow([expert(null)], marked())).toBeNull();
});

test("nobody who has gone holds anything up, nor does another technician", () => {
  expect(heldBy([expert("p1", { state: "absent" })])).toBeNull();
  expect(heldBy([expert("p1", { role: "technician" })])).toBeNull();
});

test("put aside it stays away, until another mark comes, and not when one is taken back", () => {
  lookAway("p1", marked(one));
  expect(toShow([expert("p1")], marked(one))).toBeNull();
  expect(toShow([expert("p1")], marked(one, two))?.picture).toBe("p1");
  expect(toShow([expert("p1")], marked(one, { ...two, undone_at: at(2) }))?.picture).toBe("p1");
  expect(toShow([expert("p2")], marked(one))?.picture).toBe("p2");
});

test("the marks can be looked at again when nobody holds the picture up", () => {
  const known = marked(one);
  const session = one.session_id;
  expect(lastMarked(known, session)).toEqual(one);
  expect(lastMarked(known, "another")).toBeNull();
  expect(lastMarked(marked({ ...one, undone_at: at(1) }), session)).toBeNull();
  const withdrawn = document({ evidence: { p1: photo("p1", { withdrawn_at: at(2) }) }, marks: { a: one } });
  expect(lastMarked(withdrawn, session)).toBeNull();
  again.value = "p1";
  expect(toShow([], known)).toEqual({ picture: "p1", by: null });
  lookAway("p1", known);
  expect(toShow([], known)).toBeNull();
});
