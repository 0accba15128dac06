import type { PictureSource } from "../../../protocol/net/api";
import type { LiveJob } from "../../../protocol/job/live-job";
import { t } from "../../../text";
import { JobTimeline } from "./JobTimeline";
import "./timeline.css";

interface TimelineProps {
  live: LiveJob;
  zone: string;
  /** Builds the addresses of its pictures; a share has addresses of its own. */
  source: PictureSource;
}

/** The timeline, shown from the start. */
export function Timeline(props: TimelineProps) {
  const words = t().job;
  return (
    <section class="timeline-part" aria-label={words.timeline}>
      <h2>{words.timeline}</h2>
      <JobTimeline {...props} />
    </section>
  );
}
