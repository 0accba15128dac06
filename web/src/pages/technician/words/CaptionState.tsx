import { outbox } from "../../../app/outbox";
import { waitingCaption } from "../../../protocol/outbox/words";
import { t } from "../../../text";
import { WordsState } from "./WordsState";

/** The state of the caption of an item, while it is her word alone. */
export function CaptionState({ job, item }: { job: string; item: string }) {
  const caption = waitingCaption(outbox.items.value, job, item);
  if (!caption) return null;
  return (
    <div class="row">
      <span>{t().job.viewer.caption}:</span>
      <WordsState item={caption} />
    </div>
  );
}
