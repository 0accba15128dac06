import type { PictureSource } from "../../../protocol/net/api";
import type { TimelineEntry } from "../../../protocol/job/timeline";
import type { JobDocument } from "../../../protocol/net/wire";
import { filmOf, filmsOf } from "../../../protocol/job/playback";
import { t } from "../../../text";
import { clockTime, day, moment, sameDay } from "../../../text/time";
import { RoleWord } from "../RoleWord";
import { FilmCard } from "../film/Films";
import { SessionReport } from "./SessionReport";
import { StillEntry } from "../evidence/StillEntry";
import { sessionOf, entryWords, saysRole } from "./timeline-words";
import { AttachedFile } from "../evidence/AttachedFile";
import { VoiceNote } from "../evidence/VoiceNote";

export interface TimelineContext {
  document: JobDocument;
  source: PictureSource;
  zone: string;
  /** Opens the viewer at this picture. */
  onOpen: (id: string) => void;
}

interface LineProps extends TimelineContext {
  entry: TimelineEntry;
  before: TimelineEntry | undefined;
}

/** One line of the timeline, with its day above it when the day is a new one. */
export function Line(props: LineProps) {
  const { entry, before, document, zone } = props;
  const fresh = !before || !sameDay(before.at, entry.at, zone);
  const { who, words } = entryWords(entry, document);
  const above = fresh ? undefined : before;
  const role = who && saysRole(entry, above, document);
  return (
    <li class="timeline-line">
      {fresh && <p class="timeline-day">{day(entry.at, zone)}</p>}
      <time class="timeline-time num" dateTime={entry.at}>
        {clockTime(entry.at, zone)}
      </time>
      <div class="timeline-words">
        <p>
          {who && <strong>{who}</strong>}
          {role && " "}
          {role && <RoleWord name={who} role={entry.role} />}{" "}
          {entry.kind === "message.said" ? <Wrote /> : words}
          {entry.toldOf && ` (${t().statements.timeline.happened(moment(entry.toldOf, zone))})`}
        </p>
        <Inside {...props} />
      </div>
    </li>
  );
}

/** A chat line looks like one, and a screen reader is told so in words. */
function Wrote() {
  return <span class="unseen">{t().job.events["message.said"]}</span>;
}

/** These kinds have their names in the line itself. */
const IN_WORDS = new Set(["job.assigned", "session.unseated"]);
/** These kinds are told with the picture that they are about. */
const PICTURED = new Set(["freeze.added", "mark.drawn"]);

function Inside({ entry, document, ...rest }: LineProps) {
  const session = sessionOf(entry, document);
  if (entry.kind === "session.reported")
    return session && <SessionReport session={session} document={document} zone={rest.zone} />;
  if (entry.kind === "recording.added")
    return <AddedRecording about={entry.about} document={document} {...rest} />;
  if (PICTURED.has(entry.kind) || entry.kind.startsWith("still."))
    return <StillEntry id={entry.about} document={document} {...rest} />;
  const item = document.evidence[entry.about];
  if (entry.kind === "voice_note.added") {
    return item && !item.withdrawn_at && <VoiceNote item={item} source={rest.source} />;
  }
  if (entry.kind === "file.added") {
    return item && !item.withdrawn_at && <AttachedFile item={item} source={rest.source} />;
  }
  if (entry.kind === "message.said") {
    return (
      <p class="timeline-chat keep-lines" dir="auto">
        {entry.detail}
      </p>
    );
  }
  const nobody =
    entry.kind === "session.asked" && session?.kind === "help" && !session.experts_online;
  const detail = nobody
    ? t().job.session.nobodyOnline
    : IN_WORDS.has(entry.kind)
      ? ""
      : saidStill(entry, document);
  return detail ? <p class="timeline-said keep-lines">{detail}</p> : null;
}

/** What a line says besides its words: the text of an item that was withdrawn is shown no more. */
function saidStill({ kind, about, detail }: TimelineEntry, document: JobDocument): string {
  const withdrawn = document.evidence[about]?.withdrawn_at && kind !== "evidence.withdrawn";
  return withdrawn ? "" : detail;
}

function AddedRecording({
  about,
  document,
  source,
  zone,
}: Omit<TimelineContext, "onOpen"> & { about: string }) {
  const film = filmOf(filmsOf(document.evidence), about);
  return film && <FilmCard film={film} document={document} source={source} zone={zone} />;
}
