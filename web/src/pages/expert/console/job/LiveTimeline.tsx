import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { jobPictures } from "../../../../protocol/net/api";
import type { LiveJob } from "../../../../protocol/job/live-job";
import { t } from "../../../../text";
import { JobTimeline } from "../../../job/timeline/JobTimeline";

const NEAR = 80;

/**
 * The timeline with the newest at the bottom: it follows new lines, unless the reader has scrolled
 * up.
 */
export function LiveTimeline({ live, zone }: { live: LiveJob; zone: string }) {
  const frame = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  const toEnd = () => {
    const { current } = frame;
    if (current && follows.current) current.scrollTop = current.scrollHeight;
  };
  useLayoutEffect(toEnd);
  // Pictures and reports grow after they are drawn, which is no change of this component.
  useEffect(() => {
    const { current } = frame;
    const watch = new ResizeObserver(toEnd);
    for (const one of [current, current?.firstElementChild]) if (one) watch.observe(one);
    return () => watch.disconnect();
  }, []);
  const onScroll = () => {
    const { current } = frame;
    if (!current) return;
    follows.current = current.scrollHeight - current.scrollTop - current.clientHeight < NEAR;
  };
  return (
    <div
      ref={frame}
      class="console-timeline"
      role="region"
      aria-label={t().job.timeline}
      tabIndex={0}
      onScroll={onScroll}
    >
      <div>
        <JobTimeline live={live} zone={zone} source={jobPictures(live.id)} />
      </div>
    </div>
  );
}
