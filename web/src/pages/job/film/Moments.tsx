import { Icon, type IconName } from "../../../design/Icon";
import type { PictureSource } from "../../../protocol/net/api";
import type { Evidence } from "../../../protocol/net/wire";
import { t } from "../../../text";
import { callClock } from "../../../text/spans";
import { momentAt, type Moment } from "./film-moments";

const ICONS: Record<Moment["kind"], IconName> = {
  message: "message",
  still: "camera",
  marks: "draw",
  gap: "warning",
  consent: "check",
};

interface MomentsProps {
  moments: Moment[];
  at: number;
  evidence: Record<string, Evidence>;
  source: PictureSource;
  onSeek: (at: number) => void;
}

/** The list of what happened during the recording; a press on a line plays from there. */
export function Moments({ moments, at, evidence, source, onSeek }: MomentsProps) {
  const words = t().recording.player;
  const now = momentAt(moments, at);
  return (
    <section class="player-moments" aria-label={words.chapters}>
      <h3>{words.chapters}</h3>
      {moments.length === 0 && <p class="quiet">{words.noChapters}</p>}
      <ol>
        {moments.map((moment, index) => (
          <li key={moment.key}>
            <button
              type="button"
              class={`player-moment player-moment-${moment.kind}`}
              {...(index === now && { "aria-current": "true" })}
              onClick={() => onSeek(moment.at)}
            >
              <span class="player-moment-at num">{callClock(moment.at * 1000)}</span>
              <Icon name={ICONS[moment.kind]} />
              <span class="player-moment-words" dir="auto">
                {moment.words}
              </span>
              <Thumb item={evidence[moment.photo ?? ""]} source={source} />
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** A thumbnail has no text of its own, since its line says what it shows. */
function Thumb({ item, source }: { item: Evidence | undefined; source: PictureSource }) {
  if (!item?.renditions.small || item.withdrawn_at) return null;
  return <img class="player-thumb" src={source(item.id, "small")} alt="" loading="lazy" />;
}

interface FilmLineProps {
  moments: Moment[];
  at: number;
  /** The length of the film in seconds. */
  length: number;
  onSeek: (at: number) => void;
}

/** The film is drawn as a line, hatched where it has gaps, with a tick at each moment. */
export function FilmLine({ moments, at, length, onSeek }: FilmLineProps) {
  if (!(length > 0)) return null;
  const part = (seconds: number) =>
    `${Math.min(100, Math.max(0, (seconds / length) * 100)).toFixed(2)}%`;
  const seek = (event: MouseEvent) => {
    const box = (event.currentTarget as Element).getBoundingClientRect();
    onSeek(((event.clientX - box.left) / box.width) * length);
  };
  return (
    <div class="player-line" aria-hidden="true" onClick={seek}>
      <span class="player-line-done" style={{ inlineSize: part(at) }} />
      {moments.map((moment) =>
        moment.kind === "gap" ? (
          <span
            key={moment.key}
            class="player-line-gap"
            title={moment.words}
            style={{ insetInlineStart: part(moment.at), inlineSize: part(moment.seconds) }}
          />
        ) : (
          <span
            key={moment.key}
            class="player-line-tick"
            title={moment.words}
            style={{ insetInlineStart: part(moment.at) }}
          />
        ),
      )}
    </div>
  );
}
