import type { ComponentChildren } from "preact";
import { useMemo, useRef, useState } from "preact/hooks";
import { api } from "../../../app/state";
import { Button, LinkButton } from "../../../design/Button";
import { Icon } from "../../../design/Icon";
import { Trouble } from "../../../design/status/States";
import { useLoad } from "../../../design/status/load";
import { useModal } from "../../../design/overlays/modal";
import type { PictureSource } from "../../../protocol/net/api";
import {
  isPicture,
  missingAt,
  missingIn,
  type Film,
  type MissingStretch,
} from "../../../protocol/job/playback";
import type { JobDocument } from "../../../protocol/net/wire";
import { t } from "../../../text";
import { FilmWords } from "./FilmWords";
import { useLasting } from "./lasting";
import { FilmLine, Moments } from "./Moments";
import { missingWords, momentsOf } from "./film-moments";
import { Voices } from "./Voices";
import { filmLabel } from "./film-words";
import "../../../design/overlays/dark-screen.css";
import "../evidence/viewer.css";
import "./player.css";
import "./moments.css";
import "./film-words.css";

interface PlayerProps {
  film: Film;
  document: JobDocument;
  source: PictureSource;
  zone: string;
  onClose: () => void;
  tools?: ComponentChildren;
}

/** The player fills the screen with one recording; what happened in it stands beside it. */
export function Player({ film, document, source, zone, onClose, tools }: PlayerProps) {
  const modal = useModal(onClose);
  const media = useRef<HTMLVideoElement>(null);
  const [at, setAt] = useState(0);
  const { main, voices } = film;
  const chapters = useLoad(() => api.chapters(source(main.id, "chapters")), [main.id]);
  const missing = useMemo(() => missingIn(film, document), [film, document]);
  const moments = momentsOf(chapters.value?.items ?? [], missing);
  const seek = (to: number) => {
    if (!media.current) return;
    media.current.currentTime = to;
    setAt(to);
    void media.current.play().catch(() => {});
  };
  const line = { moments, at, onSeek: seek };
  const label = filmLabel(main, zone);
  return (
    <dialog {...modal} class="viewer player dark-screen" aria-label={label}>
      <PlayerHead label={label} onClose={onClose} />
      <div class="player-stage">
        <Screen {...{ media, film, source, label }} onTime={setAt} />
        <Lacking missing={missingAt(missing, at)} onSkip={seek} />
        <FilmLine {...line} length={main.seconds ?? media.current?.duration ?? 0} />
        <Voices film={media} voices={voices} source={source} />
      </div>
      <div class="player-side">
        <Trouble problem={chapters.problem} />
        {chapters.value && <Moments {...line} evidence={document.evidence} source={source} />}
      </div>
      <footer class="viewer-foot">
        <FilmWords film={film} zone={zone} />
        <div class="viewer-tools">
          <OriginalLink href={source(main.id, "recording")} />
          {tools}
        </div>
      </footer>
    </dialog>
  );
}

function PlayerHead({ label, onClose }: { label: string; onClose: () => void }) {
  return (
    <header class="viewer-head">
      <h2>{label}</h2>
      <Button kind="quiet" icon="close" iconOnly onClick={onClose}>
        {t().common.close}
      </Button>
    </header>
  );
}

function OriginalLink({ href }: { href: string }) {
  return (
    <LinkButton href={href} external icon="upload">
      {t().recording.player.original}
    </LinkButton>
  );
}

interface ScreenProps {
  media: { current: HTMLVideoElement | null };
  film: Film;
  source: PictureSource;
  label: string;
  onTime: (at: number) => void;
}

function Screen({ media, film, source, label, onTime }: ScreenProps) {
  const { main } = film;
  const address = source(main.id, "recording");
  const trouble = useLasting(media, address);
  const words = t().recording.player;
  const tell = (event: { currentTarget: HTMLVideoElement }) =>
    onTime(event.currentTarget.currentTime);
  return (
    <div class={isPicture(main) ? "player-screen" : "player-screen player-screen-sound"}>
      <video
        ref={media}
        src={address}
        controls
        autoFocus
        playsInline
        preload="auto"
        aria-label={label}
        {...(main.renditions.large && { poster: source(main.id, "large") })}
        onTimeUpdate={tell}
        onSeeking={tell}
      />
      <p class={trouble ? "player-note" : "unseen"} role="status">
        {trouble && (
          <>
            <Icon name="warning" /> {words[trouble]}
          </>
        )}
      </p>
    </div>
  );
}

interface LackingProps {
  missing: MissingStretch | null;
  onSkip: (to: number) => void;
}

/** A stretch that the recording lacks says what is missing and offers the way past it. */
function Lacking({ missing, onSkip }: LackingProps) {
  return (
    <div class="player-lacking num" role="status">
      {missing && (
        <>
          <Icon name="warning" />
          <span>{missingWords(missing)}</span>
          <Button size="small" onClick={() => onSkip(missing.at + missing.seconds)}>
            {t().recording.player.skip}
          </Button>
        </>
      )}
    </div>
  );
}
