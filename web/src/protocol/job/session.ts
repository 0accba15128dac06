import type { JobDocument, Message, Session, Still } from "../net/wire";

/**
 * Whose phone takes a still. Of several phones in a session one does, hers who asked for it, else the
 * one that came first: two would send two pictures under one name.
 */
export function phoneOf(
  still: Still,
  session: Session,
): Session["participants"][number] | undefined {
  const phones = session.participants.filter(
    (each) => each.left_at === null && (each.role === "technician" || each.role === "guest"),
  );
  const asked = phones.find((each) => each.person_id === still.requested_by.id);
  return asked ?? phones[0];
}

/** Whether this person's phone takes it. */
export function takesStill(still: Still, session: Session, person: string): boolean {
  return phoneOf(still, session)?.person_id === person;
}

/** What was written in one session, in order. */
export function messagesOf(document: JobDocument | null, session: string): Message[] {
  return Object.values(document?.messages ?? {})
    .filter((message) => message.session_id === session)
    .sort((a, b) => a.sent_at.localeCompare(b.sent_at));
}
