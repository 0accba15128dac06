import { authorName } from "../../../text/author";
import { Icon } from "../../../design/Icon";
import type { Film } from "../../../protocol/job/playback";
import { t } from "../../../text";
import { megabytes } from "../../../text/size";
import { moment } from "../../../text/time";
import { lengthOf, othersIn } from "./film-words";

interface FilmWordsProps {
  film: Film;
  zone: string;
}

/** A recording's facts: people, time, length, size, and the proof that it is unchanged. */
export function FilmWords({ film, zone }: FilmWordsProps) {
  const { main } = film;
  const words = t().recording.player;
  const facts = [
    `${authorName(main.author)} ${othersIn(film)}`.trim(),
    moment(main.captured_at, zone),
    lengthOf(main),
    main.size === null ? "" : megabytes(main.size),
    main.audience === "internal" ? t().job.internalOnly : "",
  ];
  return (
    <div class="viewer-words film-facts">
      {main.caption && <p class="viewer-caption">{main.caption}</p>}
      <p class="num">{facts.filter(Boolean).join(" · ")}</p>
      {main.incomplete && (
        <p class="film-lacks">
          <Icon name="warning" /> {words.incomplete}. {words.incompleteWhat}
        </p>
      )}
      <p class={main.verified_at ? "film-proof film-proved num" : "film-proof num"}>
        <Icon name={main.verified_at ? "check" : "clock"} />
        <span>
          {main.verified_at ? words.verified(moment(main.verified_at, zone)) : words.unverified}{" "}
          <span class="film-hash">{main.sha256 ? words.hash(main.sha256) : words.hashPending}</span>
        </span>
      </p>
    </div>
  );
}
