import { useEffect, useState } from "preact/hooks";
import { Button } from "../../design/Button";
import { ErrorState } from "../../design/States";
import { useLoad } from "../../design/load";
import type { LiveJob } from "../../protocol/livejob";
import { tell, type Chapter } from "../../protocol/story";
import { t } from "../../text";
import { clockTime, day, isOwn, sameDay, zoneName } from "../../text/time";
import "./timeline.css";

function wordsOf(chapter: Chapter): string {
  const words = t().job;
  if (chapter.kind === "photo.added") return words.addedPhotos(chapter.count);
  if (chapter.kind === "note.added") return words.addedNote;
  if (chapter.kind === "job.assigned" && chapter.said) return words.assignedTo(chapter.said);
  return words.events[chapter.kind] ?? "";
}

/** Known to the catalogue; anything newer than this page stays untold rather than garbled. */
function tellable(chapter: Chapter): boolean {
  return chapter.kind === "evidence.unreadable" || wordsOf(chapter) !== "";
}

export function Timeline({ live, zone, open = false }: { live: LiveJob; zone: string; open?: boolean }) {
  const [shown, show] = useState(open);
  const words = t().job;
  return (
    <section class="timeline-part" aria-label={words.timeline}>
      <h2>
        {open ? (
          words.timeline
        ) : (
          <Button
            kind="quiet"
            icon={shown ? "down" : "next"}
            aria-expanded={shown}
            onClick={() => show(!shown)}
          >
            {words.timeline}
          </Button>
        )}
      </h2>
      {shown && <Chapters live={live} zone={zone} />}
    </section>
  );
}

function Chapters({ live, zone }: { live: LiveJob; zone: string }) {
  const past = useLoad(() => live.history(), [live]);
  const fresh = live.events.value;
  useEffect(() => {
    if (past.problem && fresh.length) past.reload();
  }, [fresh.length]);
  if (!past.value) return past.problem ? <ErrorState problem={past.problem} onRetry={past.reload} /> : null;
  const last = past.value.at(-1)?.seq ?? 0;
  const chapters = tell([...past.value, ...fresh.filter((event) => event.seq > last)]).filter(tellable);
  if (chapters.length === 0) return <p class="quiet">{t().job.timelineEmpty}</p>;
  const foreign = chapters.some((chapter) => !isOwn(chapter.at, zone));
  return (
    <>
      {foreign && <p class="timeline-zone">{t().job.yourTime(zoneName(chapters[0]?.at ?? "", zone))}</p>}
      <ol class="timeline">
        {chapters.map((chapter, index) => (
          <Line key={chapter.key} chapter={chapter} before={chapters[index - 1]} zone={zone} />
        ))}
      </ol>
    </>
  );
}

function Line({ chapter, before, zone }: { chapter: Chapter; before: Chapter | undefined; zone: string }) {
  const fresh = !before || !sameDay(before.at, chapter.at, zone);
  const said = chapter.kind === "job.assigned" ? "" : chapter.said;
  return (
    <li class="timeline-line">
      {fresh && <p class="timeline-day">{day(chapter.at, zone)}</p>}
      <time class="timeline-time num" dateTime={chapter.at}>
        {clockTime(chapter.at, zone)}
      </time>
      <div class="timeline-words">
        {chapter.kind === "evidence.unreadable" ? (
          <p>{t().job.damagedEvent}</p>
        ) : (
          <p>
            <strong>{chapter.actor}</strong> {wordsOf(chapter)}
          </p>
        )}
        {said && <p class="timeline-said keep-lines">{said}</p>}
      </div>
    </li>
  );
}
