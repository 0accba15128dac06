import { beforeEach, expect, test, vi } from "vitest";
import { ownStills } from "../src/device/media/own-stills";
import { ACROSS, DOWN, written } from "../src/protocol/job/fingerprint";
import {
  again,
  copies,
  forgetHeld,
  heldBy,
  isHere,
  lastMarked,
  lookAgain,
  lookAway,
  lookForCopy,
  putAside,
  toShow,
} from "../src/pages/technician/call/held/held";
import type { Peer } from "../src/protocol/call/peer";
import { at, document, mark, photo } from "./builders";
import { device } from "./together";

const [P1, P2] = [
  "b0000000-0000-4000-8000-000000000001",
  "b0000000-0000-4000-8000-000000000002",
] as const;

const expert = (shows: string | null, change: Partial<Peer> = {}): Peer => ({
  ...{
    participant: "evas",
    name: "Eva Lindqvist",
    role: "expert",
    present: true,
    state: "live",
    since: 0,
  },
  ...{
    via: "node",
    rtt: 10,
    stream: null,
    flow: null,
    still: null,
    consent: null,
    watches: "live",
    photoRule: "allowed",
  },
  ...{ pointer: null, power: null },
  device: { ...device, shows },
  ...change,
});
const PRINT = Uint8Array.from({ length: ACROSS * DOWN }, (_, at) => (at * 37) % 251);
const one = mark({ id: "a", evidence_id: P1, drawn_at: at(0) });
const two = mark({ id: "b", evidence_id: P1, drawn_at: at(1) });
const marked = (...marks: (typeof one)[]) =>
  document({
    evidence: { [P1]: photo(P1) },
    marks: Object.fromEntries(marks.map((each) => [each.id, each])),
  });

beforeEach(() => {
  putAside.value = null;
  again.value = null;
});

test("her phone shows what an expert in the call holds up, until she lets go", () => {
  expect(heldBy([expert(null)])).toBeNull();
  expect(toShow([expert(P1)], marked())).toMatchObject({
    picture: P1,
    by: { name: "Eva Lindqvist" },
  });
  expect(toShow([expert(null)], marked())).toBeNull();
});

test("nobody who has gone holds anything up, nor does another technician", () => {
  expect(heldBy([expert(P1, { state: "absent" })])).toBeNull();
  expect(heldBy([expert(P1, { role: "technician" })])).toBeNull();
});

test("put aside it stays away, until another mark comes, and not when one is taken back", () => {
  lookAway(P1, marked(one));
  expect(toShow([expert(P1)], marked(one))).toBeNull();
  expect(toShow([expert(P1)], marked(one, two))?.picture).toBe(P1);
  expect(toShow([expert(P1)], marked(one, { ...two, undone_at: at(2) }))?.picture).toBe(P1);
  expect(toShow([expert(P2)], marked(one))?.picture).toBe(P2);
});

test("the marks can be looked at again when nobody holds the picture up", () => {
  const jobDocument = marked(one);
  const session = one.session_id;
  expect(lastMarked(jobDocument, session)).toEqual(one);
  expect(lastMarked(jobDocument, "another")).toBeNull();
  expect(lastMarked(marked({ ...one, undone_at: at(1) }), session)).toBeNull();
  const withdrawn = document({
    evidence: { p1: photo(P1, { withdrawn_at: at(2) }) },
    marks: { a: one },
  });
  expect(lastMarked(withdrawn, session)).toBeNull();
  lookAgain(P1);
  expect(toShow([], jobDocument)).toEqual({ picture: P1, by: null });
  lookAway(P1, jobDocument);
  expect(toShow([], jobDocument)).toBeNull();
});

test("what she has put aside can be looked at again while it is held up still", () => {
  lookAway(P1, marked(one));
  lookAgain(P1);
  expect(toShow([expert(P1)], marked(one))?.by?.name).toBe("Eva Lindqvist");
});

test("what no page of ours would hold up is nothing", () => {
  for (const odd of ["__proto__", "constructor", "p1", `${P1}x`])
    expect(heldBy([expert(odd)])).toBeNull();
});

test("there is something to see when a rendition has come, or this phone has sent the still itself", () => {
  const held = heldBy([expert(P1, { device: { ...device, shows: P1, print: written(PRINT) } })]);
  if (!held) throw new Error("nothing is held up");
  const large = { width: 1280, height: 720, sha256: "00" };
  const rendered = document({ evidence: { [P1]: photo(P1, { renditions: { large } }) } });
  expect([isHere(held, document()), isHere(held, rendered)]).toEqual([false, true]);
  lookForCopy(held);
  expect(isHere(held, document())).toBe(false);
  const still = { print: PRINT, url: "blob:own", size: { width: 1280, height: 720 } };
  ownStills.value = [still];
  lookForCopy(held);
  expect(copies.value.get(P1)).toBe(still);
  expect(isHere(held, document())).toBe(true);
});

test("nothing of a call is left for the next one", () => {
  const revoked = vi.spyOn(URL, "revokeObjectURL").mockReturnValue();
  ownStills.value = [{ print: PRINT, url: "blob:own", size: { width: 1, height: 1 } }];
  copies.value = new Map([[P1, ownStills.value[0]!]]);
  lookAgain(P1);
  forgetHeld();
  expect([ownStills.value, copies.value.size, toShow([], marked(one))]).toEqual([[], 0, null]);
  expect(revoked).toHaveBeenCalledWith("blob:own");
  revoked.mockRestore();
});
