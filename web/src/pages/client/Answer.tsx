import { authorName } from "../../text/author";
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../../design/Icon";
import { fetchForPaper } from "../../device/paper";
import type { PictureSource } from "../../protocol/net/api";
import { beforeAndAfter, hasCard, inOrder } from "../../protocol/job/job";
import type { LiveJob } from "../../protocol/job/live-job";
import type { Evidence, JobContext, JobDocument } from "../../protocol/net/wire";
import { t } from "../../text/client";
import { datedMoment, zoneName } from "../../text/time";
import { Films } from "../job/film/Films";
import { Timeline } from "../job/timeline/Timeline";
import { Picture, photoLabel, viewable } from "../job/evidence/Photo";
import { NoteCard } from "../job/evidence/NoteCard";
import { isFromGallery } from "../job/evidence/capture-words";
import { Viewer } from "../job/evidence/Viewer";
import { Proof } from "../job/timeline/Proof";
import { AnswerTools } from "./AnswerTools";
import { Lead } from "./Lead";
import { JobDetails } from "./JobDetails";
import "./answer.css";

interface AnswerProps {
  document: JobDocument;
  context: JobContext;
  source: PictureSource;
  live: LiveJob;
  back?: boolean;
  /** The tools under the job's head, for what this reader may do with it. */
  actions?: ComponentChildren;
}

/** The page opens on the answer; the pictures, the notes and the record follow. */
export function Answer(props: AnswerProps) {
  const { document, context, source, live, actions } = props;
  const [viewing, view] = useState<string | null>(null);
  const article = useRef<HTMLElement>(null);
  useEffect(() => (article.current ? fetchForPaper(article.current) : undefined), []);
  const zone = context.site.time_zone;
  const items = inOrder(document.evidence).filter((item) => !item.withdrawn_at);
  const photos = items.filter((item) => item.kind === "photo");
  const pictures = { source, zone, onOpen: view };
  return (
    <article class="answer" ref={article}>
      <AnswerTools back={props.back ?? false} />
      <Lead job={document.job} zone={zone} />
      <p class="answer-zone num">
        {t().client.timesIn(
          zone,
          zoneName(document.job.completed_at ?? document.job.arrived_at ?? "", zone),
        )}
      </p>
      {actions}
      <Pair items={items} {...pictures} />
      <Proof count={items.length} live={live} />
      <div class="answer-columns">
        <div class="answer-main">
          <Films
            {...{ document, source, zone }}
            heading={<h2>{t().recording.player.recordings}</h2>}
          />
          <Pictures photos={photos} {...pictures} />
          <AnswerNotes notes={items.filter(hasCard)} zone={zone} source={source} />
        </div>
        <aside class="answer-side">
          <JobDetails job={document.job} context={context} />
          <Timeline live={live} zone={zone} source={source} />
        </aside>
      </div>
      <Viewer {...{ document, photos, source, zone }} open={viewing} onClose={() => view(null)} />
    </article>
  );
}

function AnswerNotes({
  notes,
  ...shown
}: {
  notes: Evidence[];
  zone: string;
  source: PictureSource;
}) {
  const words = t().client;
  if (notes.length === 0) return null;
  return (
    <section class="stack-tight" aria-label={words.notes}>
      <h2>{words.notes}</h2>
      <ul class="stack-tight">
        {notes.map((item) => (
          <NoteCard key={item.id} item={item} later {...shown} />
        ))}
      </ul>
    </section>
  );
}

interface PicturesProps {
  source: PictureSource;
  zone: string;
  onOpen: (id: string) => void;
}

function Pair({ items, ...rest }: PicturesProps & { items: Evidence[] }) {
  const { before, after } = beforeAndAfter(items);
  if (!before || !after) return null;
  return (
    <div class="pair">
      {[before, after].map((item) => (
        <Plate key={item.id} item={item} eager {...rest} />
      ))}
    </div>
  );
}

function plateWords(item: Evidence, zone: string): string {
  const taken = `${authorName(item.author)}, ${datedMoment(item.captured_at, zone)}`;
  const imported = isFromGallery(item) && t().job.capture.origins.gallery;
  return [item.caption, taken, imported].filter(Boolean).join(" · ");
}

function Plate({
  item,
  source,
  zone,
  onOpen,
  eager,
}: PicturesProps & { item: Evidence; eager?: boolean }) {
  return (
    <figure class="plate">
      <button
        type="button"
        class="plate-button"
        disabled={!viewable(item)}
        aria-label={t().job.viewer.open(photoLabel(item, zone))}
        onClick={() => onOpen(item.id)}
      >
        <Picture item={item} source={source} size="large" zone={zone} {...(eager && { eager })} />
      </button>
      <figcaption class="plate-words num">
        {item.phase && <strong>{t().job.phases[item.phase]}</strong>}
        <span>{plateWords(item, zone)}</span>
      </figcaption>
    </figure>
  );
}

function Pictures({ photos, ...rest }: PicturesProps & { photos: Evidence[] }) {
  const words = t().client;
  return (
    <section class="stack-tight" aria-label={words.pictures}>
      <h2>
        {words.pictures} <span class="quiet num">{photos.length || ""}</span>
      </h2>
      {photos.length === 0 && (
        <p class="answer-empty quiet">
          <Icon name="gallery" /> {words.noPictures}
        </p>
      )}
      <div class="plates">
        {photos.map((item) => (
          <Plate key={item.id} item={item} {...rest} />
        ))}
      </div>
    </section>
  );
}
