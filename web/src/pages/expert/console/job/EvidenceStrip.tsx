import { useState } from "preact/hooks";
import type { PictureSource } from "../../../../protocol/net/api";
import { inOrder } from "../../../../protocol/job/job";
import type { Evidence, JobDocument } from "../../../../protocol/net/wire";
import { t } from "../../../../text/desk";
import { inCall, openCall } from "../../../../app/calls/open-call";
import { holdUp } from "../../../../app/calls/drawing";
import { Button } from "../../../../design/Button";
import { ItemTools } from "../../../job/evidence/ItemTools";
import { Picture, photoLabel, viewable } from "../../../job/evidence/Photo";
import { Viewer } from "../../../job/evidence/Viewer";

interface EvidenceStripProps {
  document: JobDocument;
  source: PictureSource;
  zone: string;
  onChanged: () => Promise<void>;
}

/** The photos as a row, the newest first; notes are in the timeline below. */
export function EvidenceStrip({ document, source, zone, onChanged }: EvidenceStripProps) {
  const words = t().expert.job;
  const [photo, show] = useState<string | null>(null);
  const photos = inOrder(document.evidence).filter(
    (item) => item.kind === "photo" && !item.withdrawn_at,
  );
  if (photos.length === 0) return <p class="quiet">{words.noEvidence}</p>;
  const close = () => show(null);
  return (
    <section aria-label={words.evidence(photos.length)}>
      <ul class="console-strip">
        {[...photos].reverse().map((item) => (
          <li key={item.id}>
            <button
              type="button"
              class="console-thumb"
              title={photoLabel(item, zone)}
              onClick={() => show(item.id)}
            >
              <Picture item={item} source={source} size="small" zone={zone} />
            </button>
          </li>
        ))}
      </ul>
      <Viewer
        {...{ document, photos, source, zone }}
        open={photo}
        onClose={close}
        tools={(item) => (
          <PhotoTools job={document.job.id} item={item} onHold={close} onChanged={onChanged} />
        )}
      />
    </section>
  );
}

interface PhotoToolsProps {
  job: string;
  item: Evidence;
  /** The photo is about to be held up in the call. */
  onHold: () => void;
  onChanged: () => Promise<void>;
}

function PhotoTools({ job, item, onHold, onChanged }: PhotoToolsProps) {
  const call = inCall() ? openCall.value : null;
  // Evidence for the house alone is never held up to a guest.
  const guest = call?.call.peers.value.some((peer) => peer.role === "guest");
  const hidden = item.audience === "internal" && guest;
  const hold = () => {
    onHold();
    if (call) holdUp(call, item.id);
  };
  return (
    <>
      {call?.job === job && viewable(item) && !hidden && (
        <Button size="small" icon="draw" onClick={hold}>
          {t().expert.draw.onThis}
        </Button>
      )}
      <ItemTools job={job} item={item} onChanged={onChanged} original />
    </>
  );
}
