import { authorName } from "../../../text/author";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { lazy } from "../../../app/lazy";
import { Badge } from "../../../design/status/Badge";
import { Icon } from "../../../design/Icon";
import type { PictureSource } from "../../../protocol/net/api";
import { filmsOf, isPicture, type Film } from "../../../protocol/job/playback";
import type { Evidence, JobDocument } from "../../../protocol/net/wire";
import { t } from "../../../text";
import { datedMoment } from "../../../text/time";
import { Picture } from "../evidence/Photo";
import { filmLabel, lengthOf, othersIn } from "./film-words";
import "./film.css";

const Player = lazy(async () => (await import("./Player")).Player);

interface FilmsProps {
  document: JobDocument;
  source: PictureSource;
  zone: string;
  /** The tools under a recording in the player, for what this reader may do with it. */
  tools?: ((item: Evidence) => ComponentChildren) | undefined;
}

/** Every recording of the job can be played in place; a job without one has no section. */
export function Films({ heading, ...context }: FilmsProps & { heading?: ComponentChildren }) {
  const films = filmsOf(context.document.evidence);
  if (films.length === 0) return null;
  return (
    <section class="stack-tight" aria-label={t().recording.player.recordings}>
      {heading}
      <ul class="films">
        {films.map((film) => (
          <li key={film.main.id}>
            <FilmCard film={film} {...context} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A card shows a recording's first picture, length and people; a press opens the player. */
export function FilmCard({ film, document, source, zone, tools }: FilmsProps & { film: Film }) {
  const [playing, play] = useState(false);
  const { main } = film;
  const words = t().recording.player;
  const label = filmLabel(main, zone);
  const length = lengthOf(main);
  return (
    <figure class="film">
      <button
        type="button"
        class="film-button"
        aria-label={words.play(label, length)}
        onClick={() => play(true)}
      >
        <Poster item={main} source={source} zone={zone} />
        <span class="film-play">
          <Icon name="play" />
        </span>
        {length && <span class="film-length num">{length}</span>}
      </button>
      <figcaption class="film-words num">
        <strong>{words.recording}</strong>
        <span>
          {[
            `${authorName(main.author)} ${othersIn(film)}`.trim(),
            datedMoment(main.captured_at, zone),
          ].join(", ")}
        </span>
        {main.incomplete && <Badge tone="wait">{words.incomplete}</Badge>}
      </figcaption>
      {playing && (
        <Player
          {...{ film, document, source, zone }}
          onClose={() => play(false)}
          {...(tools && { tools: tools(main) })}
        />
      )}
    </figure>
  );
}

/** A recording of sound alone has no picture to wait for. */
function Poster({ item, source, zone }: { item: Evidence; source: PictureSource; zone: string }) {
  if (isPicture(item) && !item.problem) {
    return <Picture item={item} source={source} size="large" zone={zone} />;
  }
  return (
    <span class="no-picture">
      <Icon name={isPicture(item) ? "video" : "speaker"} />
      {!isPicture(item) && <span>{t().recording.player.soundOnly}</span>}
    </span>
  );
}
