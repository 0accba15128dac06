import { useEffect, useState } from "preact/hooks";
import { ErrorState } from "../../../design/status/States";
import { useLoad } from "../../../design/status/load";
import type { PictureSource } from "../../../protocol/net/api";
import { inOrder } from "../../../protocol/job/job";
import type { LiveJob } from "../../../protocol/job/live-job";
import { timelineOf } from "../../../protocol/job/timeline";
import type { Event, JobDocument } from "../../../protocol/net/wire";
import { t } from "../../../text";
import { isOwn, zoneName } from "../../../text/time";
import { Line } from "./Line";
import { viewable } from "../evidence/Photo";
import { entryWords } from "./timeline-words";
import { Viewer } from "../evidence/Viewer";
import "./timeline.css";

interface JobTimelineProps {
  live: LiveJob;
  zone: string;
  source: PictureSource;
}

/** The past is fetched once, and each new event is added as it comes. */
export function JobTimeline({ live, zone, source }: JobTimelineProps) {
  const past = useLoad(() => live.history(), [live, live.renewed.value]);
  const fresh = live.events.value;
  const document = live.document.value;
  useEffect(() => {
    if (past.problem && fresh.length) past.reload();
  }, [fresh.length]);
  if (!past.value)
    return past.problem ? <ErrorState problem={past.problem} onRetry={past.reload} /> : null;
  if (!document) return null;
  const last = past.value.at(-1)?.seq ?? 0;
  const events = [...past.value, ...fresh.filter((event) => event.seq > last)];
  return <TimelineList events={events} document={document} zone={zone} source={source} />;
}

interface TimelineListProps {
  events: Event[];
  document: JobDocument;
  zone: string;
  source: PictureSource;
}

function TimelineList({ events, document, zone, source }: TimelineListProps) {
  const [viewing, view] = useState<string | null>(null);
  const entries = timelineOf(events).filter((entry) => entryWords(entry, document).words);
  if (entries.length === 0) return <p class="quiet">{t().job.timelineEmpty}</p>;
  const foreign = entries.some((entry) => !isOwn(entry.at, zone));
  const context = { document, source, zone };
  return (
    <>
      {foreign && (
        <p class="timeline-zone">{t().job.yourTime(zoneName(entries[0]?.at ?? "", zone))}</p>
      )}
      <ol class="timeline">
        {entries.map((entry, index) => (
          <Line
            key={entry.key}
            entry={entry}
            before={entries[index - 1]}
            onOpen={view}
            {...context}
          />
        ))}
      </ol>
      <Viewer
        {...context}
        photos={inOrder(document.evidence).filter(viewable)}
        open={viewing}
        onClose={() => view(null)}
      />
    </>
  );
}
