import { useState } from "preact/hooks";
import { pictures } from "../../../app/state";
import { hasCard, inOrder } from "../../../protocol/job/job";
import type { Evidence, JobDocument } from "../../../protocol/net/wire";
import { t } from "../../../text/desk";
import { Films } from "../../job/film/Films";
import { ItemTools } from "../../job/evidence/ItemTools";
import { NoteCard } from "../../job/evidence/NoteCard";
import { PhotoTile } from "../../job/evidence/Photo";
import { Viewer } from "../../job/evidence/Viewer";
import { mayKeepEvidence } from "../../../app/may";

interface JobEvidenceProps {
  document: JobDocument;
  zone: string;
  onChanged: () => Promise<void>;
}

const PHASES = ["before", "during", "after", null] as const;

export function JobEvidence({ document, zone, onChanged }: JobEvidenceProps) {
  const [viewing, view] = useState<string | null>(null);
  const items = inOrder(document.evidence);
  const photos = items.filter((item) => item.kind === "photo");
  const job = document.job.id;
  const write = mayKeepEvidence() && { job, onChanged };
  const tools = (item: Evidence, original = false) =>
    write && <ItemTools {...write} item={item} {...(original && { original })} />;
  return (
    <section class="panel-part" aria-label={t().office.sheet.evidence}>
      <EvidenceHead count={items.length} />
      {PHASES.map((phase) => (
        <PhasePhotos
          key={phase}
          phase={phase}
          photos={photos}
          job={job}
          zone={zone}
          onOpen={view}
        />
      ))}
      <Films
        {...{ document, zone }}
        source={pictures(job)}
        heading={<h3 class="quiet">{t().recording.player.recordings}</h3>}
        tools={(item) => tools(item)}
      />
      <EvidenceNotes notes={items.filter(hasCard)} job={job} zone={zone} write={write} />
      <Viewer
        {...{ document, photos, zone }}
        open={viewing}
        source={pictures(job)}
        onClose={() => view(null)}
        tools={(item) => tools(item, true)}
      />
    </section>
  );
}

function EvidenceHead({ count }: { count: number }) {
  const words = t().office.sheet;
  return (
    <>
      <h2>
        {words.evidence} <span class="quiet num">{count || ""}</span>
      </h2>
      {count === 0 && <p class="panel-none">{words.noEvidenceWhat}</p>}
    </>
  );
}

interface EvidenceNotesProps {
  notes: Evidence[];
  job: string;
  zone: string;
  /** The means to change evidence, for a reader who may; false for all others. */
  write: false | { job: string; onChanged: () => Promise<void> };
}

function EvidenceNotes({ notes, job, zone, write }: EvidenceNotesProps) {
  if (notes.length === 0) return null;
  return (
    <ul class="stack-tight">
      {notes.map((item) => (
        <NoteCard key={item.id} item={item} zone={zone} source={pictures(job)} {...write} />
      ))}
    </ul>
  );
}

interface PhasePhotosProps {
  phase: (typeof PHASES)[number];
  photos: Evidence[];
  job: string;
  zone: string;
  onOpen: (id: string) => void;
}

function PhasePhotos({ phase, photos, job, zone, onOpen }: PhasePhotosProps) {
  const mine = photos.filter((item) => item.phase === phase);
  if (mine.length === 0) return null;
  return (
    <div class="stack-tight">
      {phase && <h3 class="quiet">{t().job.phases[phase]}</h3>}
      <ul class="tiles">
        {mine.map((item) => (
          <PhotoTile
            key={item.id}
            item={item}
            source={pictures(job)}
            zone={zone}
            onOpen={() => onOpen(item.id)}
          />
        ))}
      </ul>
    </div>
  );
}
