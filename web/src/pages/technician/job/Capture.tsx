import { useEffect, useState } from "preact/hooks";
import { outbox } from "../../../app/outbox";
import { me } from "../../../app/state";
import { Segmented } from "../../../design/forms/Segmented";
import { jobPictures } from "../../../protocol/net/api";
import { inOrder, isSaid } from "../../../protocol/job/job";
import type { OutboxItem } from "../../../protocol/outbox/entries";
import { filmOf, filmsOf } from "../../../protocol/job/playback";
import type { Evidence, JobDocument, Phase } from "../../../protocol/net/wire";
import { t } from "../../../text";
import { Films } from "../../job/film/Films";
import { ItemTools } from "../../job/evidence/ItemTools";
import { NoteCard } from "../../job/evidence/NoteCard";
import { PhotoTile, viewable } from "../../job/evidence/Photo";
import { Viewer } from "../../job/evidence/Viewer";
import { PendingNote, PendingTile } from "./Pending";

const PHASES: Phase[] = ["before", "during", "after"];

interface CaptureProps {
  document: JobDocument;
  phase: Phase;
  onPhase: (phase: Phase) => void;
  zone: string;
  onChanged: () => Promise<void>;
}

/** Hers until the server has it: an item is shown once, from the outbox or from the document. */
export function stillHere(items: OutboxItem[], document: JobDocument): OutboxItem[] {
  return items.filter(({ entry }) => entry.job === document.job.id && !document.evidence[entry.id]);
}

/** The marks of a desk have none, and wait on no phone. */
const takenIn = ({ entry }: OutboxItem) => ("phase" in entry ? entry.phase : null);

export function Capture({ document, phase, onPhase, zone, onChanged }: CaptureProps) {
  const pending = stillHere(outbox.items.value, document);
  const films = filmsOf(document.evidence);
  // A voice beside a picture is no item of its own to her.
  const led = (item: Evidence) =>
    item.kind !== "recording" || filmOf(films, item.id)?.main === item;
  const stored = inOrder(document.evidence).filter((item) => !item.withdrawn_at && led(item));
  useCatchUpAfterStoring(document.job.id, onChanged);
  const count = (key: Phase) =>
    pending.filter((item) => takenIn(item) === key).length +
    stored.filter((item) => phaseOf(item) === key).length;
  const here = stored.filter((item) => phaseOf(item) === phase);
  const sending = pending.filter((item) => takenIn(item) === phase);
  return (
    <section class="stack" aria-label={t().technician.phases}>
      <Segmented
        label={t().technician.phases}
        value={phase}
        onValue={onPhase}
        parts={PHASES.map((key) => ({ key, words: t().job.phases[key], count: count(key) }))}
      />
      {here.length + sending.length === 0 && (
        <p class="phase-empty quiet">{t().technician.emptyPhase[phase]}</p>
      )}
      <Photos
        document={document}
        stored={here}
        pending={sending}
        zone={zone}
        onChanged={onChanged}
      />
      {phase === "during" && (
        <Films document={document} source={jobPictures(document.job.id)} zone={zone} />
      )}
      <Notes
        document={document}
        stored={here}
        pending={sending}
        zone={zone}
        onChanged={onChanged}
      />
    </section>
  );
}

interface ItemsProps {
  document: JobDocument;
  stored: Evidence[];
  pending: OutboxItem[];
  zone: string;
  onChanged: () => Promise<void>;
}

function Photos({ document, stored, pending, zone, onChanged }: ItemsProps) {
  const job = document.job.id;
  const [viewing, view] = useState<string | null>(null);
  const photos = stored.filter((item) => item.kind === "photo");
  const source = jobPictures(job);
  const tools = (item: Evidence) =>
    isMine(item) && <ItemTools job={job} item={item} onChanged={onChanged} />;
  return (
    <>
      <ul class="tiles">
        {photos.map((item) => (
          <PhotoTile
            key={item.id}
            item={item}
            source={source}
            zone={zone}
            stored
            onOpen={() => view(item.id)}
          />
        ))}
        {pending.map(
          (item) => item.entry.kind === "photo" && <PendingTile key={item.entry.id} item={item} />,
        )}
      </ul>
      {viewing && (
        <Viewer
          document={document}
          items={photos.filter((item) => viewable(item) || item.id === viewing)}
          start={viewing}
          source={source}
          zone={zone}
          onClose={() => view(null)}
          tools={tools}
        />
      )}
    </>
  );
}

function Notes({ document, stored, pending, zone, onChanged }: ItemsProps) {
  const job = document.job.id;
  const notes = stored.filter(isSaid);
  const source = jobPictures(job);
  return (
    <ul class="stack-tight">
      {notes.map((item) => (
        <NoteCard
          key={item.id}
          item={item}
          zone={zone}
          source={source}
          {...(isMine(item) && { job, onChanged })}
        />
      ))}
      {pending.map(
        (item) => item.entry.kind !== "photo" && <PendingNote key={item.entry.id} item={item} />,
      )}
    </ul>
  );
}

/** A technician may describe and withdraw what she added herself. */
function isMine(item: Evidence): boolean {
  return item.author.id === me.value?.person.id;
}

/** What the office added without a phase is shown where the work is. */
function phaseOf(item: Evidence): Phase {
  return item.phase ?? "during";
}

/** The server has acknowledged something: bring the document there even when no push comes. */
function useCatchUpAfterStoring(job: string, onChanged: () => Promise<void>): void {
  const stored = outbox.items.value.filter(
    (item) => item.entry.job === job && item.progress.value.stage === "stored",
  ).length;
  useEffect(() => {
    if (stored > 0) void onChanged();
  }, [stored]);
}
