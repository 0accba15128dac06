import { useEffect, useState } from "preact/hooks";
import { outbox } from "../../../app/outbox";
import { me } from "../../../app/state";
import { Button } from "../../../design/Button";
import { TextField } from "../../../design/forms/Field";
import { Icon } from "../../../design/Icon";
import { Sheet } from "../../../design/overlays/Sheet";
import { wordsFor } from "../../../design/status/States";
import { toast } from "../../../design/overlays/Toast";
import { missingTurn } from "../../../device/pictures/orientation";
import { isOnlyHere, type OutboxItem } from "../../../protocol/outbox/entries";
import { t } from "../../../text";
import { useBlobUrl, useEntryFile, useNear } from "./entry-file";
import { onlyHereWords } from "./OutboxLine";
import { FileName } from "../../job/evidence/AttachedFile";
import { VoicePlay } from "../../job/evidence/VoicePlay";
import { describe } from "../words/write";

/** The words for the stage of one item on its way. */
export function stageWords(item: OutboxItem): string {
  const words = t().technician;
  const progress = item.progress.value;
  if (progress.stage === "waiting" && item.safety.value === "writing") return words.stages.writing;
  if (progress.stage === "waiting" && isOnlyHere(item)) return words.stages.onlyHere;
  if (progress.stage === "sending") {
    const percent = Math.floor(progress.fraction * 100);
    return progress.relayed ? words.relaying(percent) : words.sending(percent);
  }
  if (progress.stage === "stored" && progress.relayed) return words.relayed;
  if (progress.stage === "waiting" && progress.attempts > 0) return words.stages.retrying;
  return words.stages[progress.stage];
}

function discard(id: string): void {
  const putBack = outbox.discard(id);
  if (putBack) toast(t().technician.removed, () => void putBack());
}

export function PendingTile({ item }: { item: OutboxItem }) {
  const [asking, ask] = useState(false);
  const { entry } = item;
  const progress = item.progress.value;
  const [tile, near] = useNear<HTMLLIElement>();
  const picture = useEntryFile(near && entry.kind === "photo" ? entry.blob : null);
  const url = useBlobUrl(picture);
  const turn = useTurn(picture);
  const [drawable, setDrawable] = useState(true);
  const done = progress.stage === "stored";
  return (
    <li ref={tile} class="tile tile-pending">
      <button type="button" class="tile-button" disabled={done} onClick={() => ask(true)}>
        {url && turn !== null && drawable ? (
          <img
            class="picture"
            src={url}
            style={turn ? { transform: turn } : undefined}
            alt={t().technician.photo}
            onError={() => setDrawable(false)}
          />
        ) : (
          <span class="no-picture">
            <Icon name="gallery" />
            <span>{entry.kind === "photo" ? entry.name : ""}</span>
          </span>
        )}
        {progress.stage === "sending" && (
          <progress class="tile-progress" aria-hidden="true" max={1} value={progress.fraction} />
        )}
      </button>
      <p class={`tile-words num stage-${stageName(item)}`} aria-live="polite">
        {(progress.stage === "refused" || isOnlyHere(item)) && <Icon name="warning" />}
        {done && <Icon name="check" />}
        <span>{stageWords(item)}</span>
      </p>
      {asking && <PendingSheet item={item} onClose={() => ask(false)} />}
    </li>
  );
}

/** The name of its stage in the page's style. */
const stageName = (item: OutboxItem) =>
  isOnlyHere(item) ? "only-here" : item.progress.value.stage;

/** Why it is not stored, or not yet; "" while nothing stands in its way. */
function why(item: OutboxItem): string {
  const { stage, problem } = item.progress.value;
  if (stage !== "refused" && isOnlyHere(item)) return onlyHereWords([item]);
  if (!problem) return "";
  if (stage === "waiting") return t().technician.waitsBecause[problem.code] ?? "";
  const words = t().technician.refused;
  return words[problem.code] ?? (problem.detail ? wordsFor(problem) : (words["other"] ?? ""));
}

/** An item that has not left yet can be captioned, sent again, or taken back. */
function PendingSheet({ item, onClose }: { item: OutboxItem; onClose: () => void }) {
  const words = t().technician;
  const { id } = item.entry;
  const progress = item.progress.value;
  const refused = progress.stage === "refused";
  const close = (act: () => void) => () => {
    onClose();
    act();
  };
  return (
    <Sheet title={refused ? words.refusedTitle : stageWords(item)} onClose={onClose}>
      {why(item) && <p>{why(item)}</p>}
      {refused ? (
        <Button kind="primary" size="big" onClick={close(() => outbox.retry(id))}>
          {words.refusedRetry}
        </Button>
      ) : (
        <Caption item={item} onClose={onClose} />
      )}
      <Button kind="danger" onClick={close(() => discard(id))}>
        {words.refusedRemove}
      </Button>
    </Sheet>
  );
}

function Caption({ item, onClose }: { item: OutboxItem; onClose: () => void }) {
  const words = t().job.viewer;
  const [text, set] = useState(item.entry.kind === "photo" ? item.entry.caption : "");
  const save = async () => {
    const caption = text.trim();
    onClose();
    const { entry } = item;
    if (await outbox.edit(entry.id, { caption })) return;
    // The answer to a still may yet take another id.
    if ("still" in entry) toast(t().technician.captionLate);
    else await describe(entry.job, entry.id, { caption });
  };
  return (
    <>
      <TextField label={words.caption} optional maxLength={500} value={text} onValue={set} />
      <Button kind="primary" size="big" onClick={save}>
        {t().common.save}
      </Button>
    </>
  );
}

export function PendingNote({ item }: { item: OutboxItem }) {
  const progress = item.progress.value;
  const { entry } = item;
  const url = useBlobUrl(useEntryFile(entry.kind === "voice_note" ? entry.blob : null));
  const words = t().job.voice;
  return (
    <li class="note">
      {entry.kind === "note" && <p class="keep-lines">{entry.text}</p>}
      {entry.kind === "file" && <FileName name={entry.name} bytes={entry.blob.size} />}
      {entry.kind === "voice_note" && url && (
        <VoicePlay
          address={url}
          seconds={entry.seconds}
          label={words.label(me.value?.person.name ?? "")}
        />
      )}
      <p class={`note-by num stage-${stageName(item)}`} aria-live="polite">
        {stageWords(item)}
        {why(item) && ` · ${why(item)}`}
      </p>
      <div class="note-tools">
        {progress.stage === "refused" && (
          <Button onClick={() => outbox.retry(entry.id)}>{t().technician.refusedRetry}</Button>
        )}
        {(progress.stage === "refused" || progress.stage === "waiting") && (
          <Button kind="danger" onClick={() => discard(entry.id)}>
            {t().technician.refusedRemove}
          </Button>
        )}
      </div>
    </li>
  );
}

/** The turn that the preview lacks in this browser; null until that is known. */
function useTurn(picture: Blob | null): string | null {
  const [turn, set] = useState<string | null>(null);
  useEffect(() => {
    if (!picture) return;
    let current = true;
    // A file that can't be read any more has its own words.
    missingTurn(picture).then(
      (found) => current && set(found),
      () => current && set(""),
    );
    return () => {
      current = false;
    };
  }, [picture]);
  return turn;
}
