import { useState } from "preact/hooks";
import type { PictureSource } from "../../../../protocol/net/api";
import { inOrder } from "../../../../protocol/job/job";
import type { Evidence, JobDocument } from "../../../../protocol/net/wire";
import { t } from "../../../../text";
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
  const [viewing, view] = useState<string | null>(null);
  const call = inCall() ? openCall.value : null;
  // A guest is shown nothing of what is only for the house.
  const guest = call?.call.peers.value.some((peer) => peer.role === "guest");
  const hidden = (item: Evidence) => item.audience === "internal" && guest;
  const hold = (picture: string) => {
    view(null);
    if (call) holdUp(call, picture);
  };
  const photos = inOrder(document.evidence).filter(
    (item) => item.kind === "photo" && !item.withdrawn_at,
  );
  if (photos.length === 0) return <p class="quiet">{words.noEvidence}</p>;
  return (
    <section aria-label={words.evidence(photos.length)}>
      <ul class="console-strip">
        {[...photos].reverse().map((item) => (
          <li key={item.id}>
            <button
              type="button"
              class="console-thumb"
              title={photoLabel(item, zone)}
              onClick={() => view(item.id)}
            >
              <Picture item={item} source={source} size="small" zone={zone} />
            </button>
          </li>
        ))}
      </ul>
      {viewing && (
        <Viewer
          document={document}
          items={photos.filter((item) => viewable(item) || item.id === viewing)}
          start={viewing}
          source={source}
          zone={zone}
          onClose={() => view(null)}
          tools={(item) => (
            <>
              {call?.job === document.job.id && viewable(item) && !hidden(item) && (
                <Button size="small" icon="draw" onClick={() => hold(item.id)}>
                  {t().expert.draw.onThis}
                </Button>
              )}
              <ItemTools job={document.job.id} item={item} onChanged={onChanged} original />
            </>
          )}
        />
      )}
    </section>
  );
}
