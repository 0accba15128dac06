import { useNow } from "../../../design/status/Clock";
import { Icon } from "../../../design/Icon";
import type { PictureSource } from "../../../protocol/net/api";
import { marksOn } from "../../../protocol/job/marks";
import type { JobDocument } from "../../../protocol/net/wire";
import { t } from "../../../text";
import { MarkLayer } from "./MarkLayer";
import { Picture, photoLabel, viewable } from "./Photo";

interface StillEntryProps {
  id: string;
  document: JobDocument;
  source: PictureSource;
  zone: string;
  onOpen: (id: string) => void;
}

/**
 * A still shows the seconds that are left while it is awaited, and then its picture; one that was
 * missed has words alone.
 */
export function StillEntry({ id, document, source, zone, onOpen }: StillEntryProps) {
  const still = document.stills[id];
  const item = document.evidence[id];
  if (item) {
    const { large } = item.renditions;
    const marks = item.withdrawn_at ? [] : marksOn(document, id);
    const shape = large && marks.length > 0 && { aspectRatio: `${large.width} / ${large.height}` };
    return (
      <div class="timeline-picture">
        <button
          type="button"
          class="timeline-still"
          {...(shape && { style: shape })}
          disabled={!viewable(item)}
          aria-label={t().job.viewer.open(photoLabel(item, zone))}
          onClick={() => onOpen(id)}
        >
          <Picture item={item} source={source} size="small" zone={zone} />
        </button>
        {large && marks.length > 0 && <MarkLayer drawn={marks} picture={large} />}
      </div>
    );
  }
  return still?.state === "pending" ? <Awaited until={still.expires_at} /> : null;
}

function Awaited({ until }: { until: string }) {
  const left = Math.ceil((Date.parse(until) - useNow()) / 1000);
  return (
    <p class="timeline-awaited num">
      <Icon name="camera" />
      {t().job.session.stillPending(Math.max(0, left))}
    </p>
  );
}
