import { expect, test } from "vitest";
import { messagesOf, takesStill } from "../src/protocol/job/session";
import type { Session, Still } from "../src/protocol/net/wire";
import { at, document, eva, tess } from "./builders";

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
