import type { JobDocument, Message, Session, Still } from "../net/wire";

/**
 * The participant whose phone takes a still. One of several phones does, that of the person who
 * asked for it, else the one that came first: two would send two pictures under one id.
 */
export function phoneOf(
  still: Still,
  session: Session,
): Session["participants"][number] | undefined {
  const phones = session.participants.filter(
    (each) => each.left_at === null && (each.role === "technician" || each.role === "guest"),
  );
  const own = phones.find((each) => each.person_id === still.requested_by.id);
  return own ?? phones[0];
}

/** Whether this person's phone takes the still. */
export function takesStill(still: Still, session: Session, person: string): boolean {
  return phoneOf(still, session)?.person_id === person;
}

/** The messages of one session, in order. */
export function messagesOf(document: JobDocument | null, session: string): Message[] {
  return Object.values(document?.messages ?? {})
    .filter((message) => message.session_id === session)
    .sort((a, b) => a.sent_at.localeCompare(b.sent_at));
}

/** The stills and the marks of a session, as many as this reader may see. */
export function picturesOf(
  session: Session,
  document: JobDocument,
): { stills: number; marks: number } {
  const shown = (id: string) => document.evidence[id]?.withdrawn_at === null;
  const stills = Object.values(document.stills).filter(
    ({ id, session_id, state }) => session_id === session.id && state === "taken" && shown(id),
  );
  const marks = Object.values(document.marks).filter(
    ({ session_id, undone_at, evidence_id }) =>
      session_id === session.id && undone_at === null && shown(evidence_id),
  );
  return { stills: stills.length, marks: marks.length };
}
