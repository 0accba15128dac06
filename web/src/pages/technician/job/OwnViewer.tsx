import { me } from "../../../app/state";
import type { PictureSource } from "../../../protocol/net/api";
import type { Evidence, JobDocument } from "../../../protocol/net/wire";
import { ItemTools } from "../../job/evidence/ItemTools";
import { Viewer } from "../../job/evidence/Viewer";
import { CaptionState } from "../words/CaptionState";
import { describe } from "../words/write";

interface OwnViewerProps {
  document: JobDocument;
  photos: Evidence[];
  open: string;
  source: PictureSource;
  zone: string;
  onClose: () => void;
  onChanged: () => Promise<void>;
}

/** The viewer of a technician, who may describe and withdraw what she added herself. */
export function OwnViewer({ onChanged, ...shown }: OwnViewerProps) {
  const job = shown.document.job.id;
  const tools = (item: Evidence) =>
    item.author.id === me.value?.person.id && (
      <>
        <ItemTools
          job={job}
          item={item}
          onChanged={onChanged}
          describe={(words) => describe(job, item.id, words)}
        />
        <CaptionState job={job} item={item.id} />
      </>
    );
  return <Viewer {...shown} tools={tools} />;
}
