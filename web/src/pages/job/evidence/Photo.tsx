import { authorName } from "../../../text/author";
import { useEffect, useState } from "preact/hooks";
import type { PictureSource } from "../../../protocol/net/api";
import type { Evidence } from "../../../protocol/net/wire";
import { t } from "../../../text";
import { moment } from "../../../text/time";
import { Icon, type IconName } from "../../../design/Icon";
import { isFromGallery } from "./capture-words";
import { whyNothing } from "./problem-words";
import "./photo.css";

/** A screen reader's words for a picture: its caption, then its facts. */
export function photoLabel(item: Evidence, zone: string): string {
  const words = t().job;
  if (item.kind === "recording") {
    return t().recording.player.label(authorName(item.author), moment(item.captured_at, zone));
  }
  const phase = item.phase ? words.phases[item.phase] : words.photoOnly;
  const facts = words.photoLabel(phase, authorName(item.author), moment(item.captured_at, zone));
  return item.caption ? `${item.caption}. ${facts}` : facts;
}

export function viewable(item: Evidence): boolean {
  return (
    item.kind === "photo" &&
    !item.withdrawn_at &&
    Boolean(item.renditions.large ?? item.renditions.small)
  );
}

interface PictureProps {
  item: Evidence;
  source: PictureSource;
  size: "small" | "large";
  zone: string;
  eager?: boolean;
}

const AGAIN = [1000, 3000, 10_000, 30_000, 60_000];

/**
 * The hook counts tries: an address lives a minute and networks come and go, so a failed picture is
 * asked for again.
 */
function useTries(): { tries: number; failed: boolean; fail: () => void } {
  const [tries, count] = useState(0);
  const [failed, set] = useState(false);
  useEffect(() => {
    if (!failed) return;
    const again = () => {
      set(false);
      count((before) => before + 1);
    };
    const timer = setTimeout(again, AGAIN[Math.min(tries, AGAIN.length - 1)]);
    addEventListener("online", again);
    return () => {
      clearTimeout(timer);
      removeEventListener("online", again);
    };
  }, [failed]);
  return { tries, failed, fail: () => set(true) };
}

/** The picture, or the words that say why there is none. */
export function Picture({ item, source, size, zone, eager }: PictureProps) {
  const { tries, failed, fail } = useTries();
  const words = t().job;
  const rendition = item.renditions[size] ?? item.renditions.large ?? item.renditions.small;
  if (item.withdrawn_at)
    return <PicturePlaceholder words={words.viewer.withdrawn(item.withdrawn_reason ?? "")} />;
  if (!rendition)
    return (
      <PicturePlaceholder
        words={item.problem ? whyNothing(item) : words.making}
        making={!item.problem}
      />
    );
  if (failed) return <PicturePlaceholder words={words.fetchingAgain} making />;
  return (
    <img
      class="picture"
      key={tries}
      src={source(item.id, item.renditions[size] ? size : "large")}
      alt={photoLabel(item, zone)}
      width={rendition.width}
      height={rendition.height}
      loading={eager ? "eager" : "lazy"}
      decoding="async"
      onError={fail}
    />
  );
}

function PicturePlaceholder({ words, making }: { words: string; making?: boolean }) {
  return (
    <span class={making ? "no-picture no-picture-making" : "no-picture"}>
      <Icon name={making ? "gallery" : "warning"} />
      <span>{words}</span>
    </span>
  );
}

interface TileMarkProps {
  icon: IconName;
  words: string;
  at: "start" | "end";
}

/** A sign in an upper corner of a tile. */
function TileMark({ icon, words, at }: TileMarkProps) {
  return (
    <span class={`tile-mark tile-mark-${at}`} title={words}>
      <Icon name={icon} />
      <span class="unseen">{words}</span>
    </span>
  );
}

interface TileProps {
  item: Evidence;
  source: PictureSource;
  zone: string;
  onOpen: () => void;
  /** The quiet green tick under the technician's own pictures. */
  stored?: boolean;
  /** The caption is on her phone alone so far. */
  waits?: boolean;
}

export function PhotoTile({ item, source, zone, onOpen, stored, waits }: TileProps) {
  return (
    <li class="tile">
      <button type="button" class="tile-button" onClick={onOpen}>
        <Picture item={item} source={source} size="small" zone={zone} />
        {isFromGallery(item) && (
          <TileMark icon="gallery" words={t().job.capture.origins.gallery} at="start" />
        )}
        {item.audience === "internal" && (
          <TileMark icon="lock" words={t().job.internalOnly} at="end" />
        )}
      </button>
      <p class="tile-words num">
        {stored && (
          <span class="tile-stored" title={t().technician.stages.stored}>
            <Icon name="check" />
            <span class="unseen">{t().technician.stages.stored}</span>
          </span>
        )}
        <span class="tile-caption">{item.caption || moment(item.captured_at, zone)}</span>
        {waits && (
          <span class="tile-waits" title={t().statements.waits}>
            <Icon name="upload" />
            <span class="unseen">{t().statements.waits}</span>
          </span>
        )}
      </p>
    </li>
  );
}
