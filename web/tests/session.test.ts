import { expect, test } from "vitest";
import { messagesOf, picturesOf, takesStill } from "../src/protocol/job/session";
import type { Mark, Session, Still } from "../src/protocol/net/wire";
import { at, document, eva, mark, photo, tess } from "./builders";

const gus = { id: "g", name: "Gus" };
const seat = (
  person: { id: string; name: string },
  role: Session["participants"][number]["role"],
) => ({
  ...{ id: `seat of ${person.name}`, person_id: person.id, name: person.name, role },
  ...{ joined_at: at(0), left_at: null as string | null, consent: null },
});
const session = (...participants: Session["participants"]) =>
  ({ id: "s", participants }) as Session;
const asked = (by: typeof eva) => ({ id: "t", session_id: "s", requested_by: by }) as Still;

test("a still that Eva asks for is taken by the phone that came first, and by no other", () => {
  const both = session(seat(eva, "expert"), seat(tess, "technician"), seat(gus, "guest"));
  expect([eva, tess, gus].map((person) => takesStill(asked(eva), both, person.id))).toEqual([
    false,
    true,
    false,
  ]);
});

test("one that Gus takes himself is his", () => {
  const both = session(seat(tess, "technician"), seat(gus, "guest"));
  expect([tess, gus].map((person) => takesStill(asked(gus), both, person.id))).toEqual([
    false,
    true,
  ]);
});

test("a phone that has left takes none", () => {
  const gone = { ...seat(tess, "technician"), left_at: at(1) };
  expect(takesStill(asked(eva), session(gone, seat(gus, "guest")), gus.id)).toBe(true);
});

test("the chat of a session is in order, without that of the one before", () => {
  const line = (id: string, session_id: string, minutes: number) => ({
    [id]: { id, session_id, author: tess, text: id, sent_at: at(minutes) },
  });
  const messages = { ...line("b", "s", 2), ...line("a", "s", 1), ...line("old", "before", 0) };
  expect(messagesOf(document({ messages }), "s").map((message) => message.id)).toEqual(["a", "b"]);
});

test("a report counts the stills and marks whose pictures its reader may see", () => {
  const still = (id: string, state: Still["state"] = "taken", session_id = "s") => ({
    [id]: { ...asked(eva), id, state, session_id },
  });
  const drawn = (id: string, evidence_id: string, change: Partial<Mark> = {}) => ({
    [id]: mark({ id, evidence_id, session_id: "s", ...change }),
  });
  const seen = document({
    evidence: { a: photo("a"), b: photo("b", { withdrawn_at: at(3) }), other: photo("other") },
    stills: {
      ...still("a"),
      ...still("b"),
      ...still("internal"),
      ...still("late", "missed"),
      ...still("other", "taken", "another session"),
    },
    marks: {
      ...drawn("1", "a"),
      ...drawn("2", "b"),
      ...drawn("3", "internal"),
      ...drawn("4", "a", { undone_at: at(2) }),
    },
  });
  expect(picturesOf(session(), seen)).toEqual({ stills: 1, marks: 1 });
});
