import type { Chapter } from "../../protocol/story";
import type { JobDocument, Session } from "../../protocol/wire";
import { t } from "../../text";

/** Facts that nobody did: told without a name before them. */
const NOBODYS = new Set(["evidence.unreadable", "session.reported", "still.missed"]);

/** The session that a chapter is about; null for all others. */
export function sessionOf(chapter: Chapter, document: JobDocument): Session | null {
  return chapter.kind.startsWith("session.") ? (document.sessions[chapter.about] ?? null) : null;
}

export interface Told {
  who: string;
  /** "" for what this page does not know: it stays untold rather than garbled. */
  words: string;
}

export function told(chapter: Chapter, document: JobDocument): Told {
  const words = t().job;
  const session = sessionOf(chapter, document);
  if (chapter.kind === "evidence.unreadable") return { who: "", words: words.damagedEvent };
  if (chapter.kind === "session.ended" && session?.end_reason === "abandoned")
    return { who: "", words: words.session.abandoned };
  const who = NOBODYS.has(chapter.kind) ? "" : chapter.actor;
  return { who, words: said(chapter, session, document) };
}

function said(chapter: Chapter, session: Session | null, document: JobDocument): string {
  const words = t().job;
  const called = session?.kind === "call";
  switch (chapter.kind) {
    case "photo.added":
      return words.addedPhotos(chapter.count);
    case "note.added":
      return words.addedNote;
    case "job.assigned":
      return chapter.said ? words.assignedTo(chapter.said) : (words.events[chapter.kind] ?? "");
    case "session.asked":
      if (called) return words.session.called(crewNames(document));
      break;
    case "session.claimed":
      if (called) return words.session.answered;
      break;
    case "session.ended":
      if (session?.end_reason === "withdrawn")
        return called ? words.session.withdrawnCall : words.session.withdrawnHelp;
  }
  return words.events[chapter.kind] ?? "";
}

export function crewNames(document: JobDocument): string {
  return document.job.technicians.map((technician) => technician.name).join(", ");
}
