import { useEffect, useState } from "preact/hooks";
import { lazy, useAhead } from "../../../app/lazy";
import { ownPictures } from "../../../app/kept/pictures";
import { outbox } from "../../../app/outbox";
import { me } from "../../../app/state";
import { Segmented } from "../../../design/forms/Segmented";
import { jobPictures } from "../../../protocol/net/api";
import { hasCard, inOrder } from "../../../protocol/job/job";
import type { OutboxItem } from "../../../protocol/outbox/entries";
import { isStatement } from "../../../protocol/outbox/statements";
import { hasWaitingCaption, isCaptured } from "../../../protocol/outbox/words";
import { filmOf, filmsOf } from "../../../protocol/job/playback";
import type { Evidence, JobDocument, Phase } from "../../../protocol/net/wire";
import { t } from "../../../text";
import { Films } from "../../job/film/Films";
import { NoteCard } from "../../job/evidence/NoteCard";
import { PhotoTile } from "../../job/evidence/Photo";
import { PendingNote, PendingTile } from "./Pending";

const OwnViewer = lazy(async () => (await import("./OwnViewer")).OwnViewer, { over: true });

const PHASES: Phase[] = ["before", "during", "after"];

interface CaptureProps {
  document: JobDocument;
  phase: Phase;
  onPhase: (phase: Phase) => void;
  zone: string;
  onChanged: () => Promise<void>;
}

/** The outbox's evidence that the document lacks: each item is shown once, from one of the two. */
export function stillHere(items: OutboxItem[], document: JobDocument): OutboxItem[] {
  return items.filter(
    (item) =>
      item.entry.job === document.job.id && isCaptured(item) && !document.evidence[item.entry.id],
  );
}

/** Marks have no phase: they are drawn at a desk and never wait on a phone. */
const takenIn = ({ entry }: OutboxItem) => ("phase" in entry ? entry.phase : null);

export function Capture({ document, phase, onPhase, zone, onChanged }: CaptureProps) {
  const pending = stillHere(outbox.items.value, document);
  const films = filmsOf(document.evidence);
  // The recording of a voice beside a picture is no item of its own to her.
  const listed = (item: Evidence) =>
    item.kind !== "recording" || filmOf(films, item.id)?.main === item;
  const stored = inOrder(document.evidence).filter((item) => !item.withdrawn_at && listed(item));
  useCatchUpAfterStoring(document.job.id, onChanged);
  const count = (key: Phase) =>
    pending.filter((item) => takenIn(item) === key).length +
    stored.filter((item) => phaseOf(item) === key).length;
  const here = stored.filter((item) => phaseOf(item) === phase);
  const sending = pending.filter((item) => takenIn(item) === phase);
  const items = { document, stored: here, pending: sending, zone, onChanged };
  return (
    <section class="stack" aria-label={t().technician.phases}>
      <Segmented
        label={t().technician.phases}
        value={phase}
        onValue={onPhase}
        parts={PHASES.map((key) => ({ key, words: t().job.phases[key], count: count(key) }))}
      />
      {here.length + sending.length === 0 && document.job.photo_policy?.rule !== "none" && (
        <p class="phase-empty quiet">{t().technician.emptyPhase[phase]}</p>
      )}
      <CapturedPhotos {...items} />
      {phase === "during" && (
        <Films document={document} source={jobPictures(document.job.id)} zone={zone} />
      )}
      <CapturedNotes {...items} />
    </section>
  );
}

interface PhaseItemsProps {
  document: JobDocument;
  stored: Evidence[];
  pending: OutboxItem[];
  zone: string;
  onChanged: () => Promise<void>;
}

function CapturedPhotos({ document, stored, pending, zone, onChanged }: PhaseItemsProps) {
  const job = document.job.id;
  const [viewing, view] = useState<string | null>(null);
  const photos = stored.filter((item) => item.kind === "photo");
  const source = ownPictures(job);
  useAhead(OwnViewer);
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
            waits={hasWaitingCaption(outbox.items.value, job, item.id)}
            onOpen={() => view(item.id)}
          />
        ))}
        {pending.map(
          (item) => item.entry.kind === "photo" && <PendingTile key={item.entry.id} item={item} />,
        )}
      </ul>
      {viewing && (
        <OwnViewer
          {...{ document, photos, source, zone, onChanged }}
          open={viewing}
          onClose={() => view(null)}
        />
      )}
    </>
  );
}

function CapturedNotes({ document, stored, pending, zone, onChanged }: PhaseItemsProps) {
  const job = document.job.id;
  const notes = stored.filter(hasCard);
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

/** An item that the office added without a phase is shown where the work is. */
function phaseOf(item: Evidence): Phase {
  return item.phase ?? "during";
}

/** Each upload that the server acknowledges refreshes the document, even when no push comes. */
function useCatchUpAfterStoring(job: string, onChanged: () => Promise<void>): void {
  const stored = outbox.items.value.filter(
    (item) =>
      item.entry.job === job && !isStatement(item) && item.progress.value.stage === "stored",
  ).length;
  useEffect(() => {
    if (stored > 0) void onChanged();
  }, [stored]);
}
