import { useState } from "preact/hooks";
import { lazy, useAhead } from "../../../app/lazy";
import { Button } from "../../../design/Button";
import { jobPictures } from "../../../protocol/net/api";
import type { LiveJob } from "../../../protocol/job/live-job";
import { t } from "../../../text";
import "./timeline.css";

const JobTimeline = lazy(async () => (await import("./JobTimeline")).JobTimeline);

/** The timeline behind a button that unfolds it. */
export function FoldedTimeline({ live, zone }: { live: LiveJob; zone: string }) {
  const [shown, show] = useState(false);
  const words = t().job;
  useAhead(JobTimeline);
  return (
    <section class="timeline-part" aria-label={words.timeline}>
      <h2>
        <Button
          kind="quiet"
          icon={shown ? "down" : "next"}
          aria-expanded={shown}
          onClick={() => show(!shown)}
        >
          {words.timeline}
        </Button>
      </h2>
      {shown && <JobTimeline live={live} zone={zone} source={jobPictures(live.id)} />}
    </section>
  );
}
