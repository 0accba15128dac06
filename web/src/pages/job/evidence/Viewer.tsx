import { authorName } from "../../../text/author";
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { PictureSource } from "../../../protocol/net/api";
import { marksOn } from "../../../protocol/job/marks";
import type { Evidence, JobDocument, Mark } from "../../../protocol/net/wire";
import { t } from "../../../text";
import { moment } from "../../../text/time";
import { Button } from "../../../design/Button";
import { useModal } from "../../../design/overlays/modal";
import { captureWords } from "./capture-words";
import { MarkLayer } from "./MarkLayer";
import { Picture, viewable } from "./Photo";
import { Zoom } from "./Zoom";
import "../../../design/overlays/dark-screen.css";
import "./viewer.css";

interface ViewerProps {
  document: JobDocument;
  photos: Evidence[];
  /** The id of the photo that is looked at; null while the viewer is closed. */
  open: string | null;
  source: PictureSource;
  zone: string;
  onClose: () => void;
  /** The tools under a photo, for what this reader may do with it. */
  tools?: (item: Evidence) => ComponentChildren;
}

/** A job's photos as large as the screen, for whoever may see the job. */
export function Viewer({ photos, open, ...rest }: ViewerProps) {
  if (!open) return null;
  // A photo that is withdrawn while it is looked at stays, with the words that say so.
  const items = photos.filter((item) => viewable(item) || item.id === open);
  return <OpenViewer items={items} start={open} {...rest} />;
}

interface OpenViewerProps extends Omit<ViewerProps, "photos" | "open"> {
  items: Evidence[];
  start: string;
}

/** Pictures fill the screen and follow swipes, arrow keys and pinches, by the browser's scrolling. */
function OpenViewer({ document, items, start, source, zone, onClose, tools }: OpenViewerProps) {
  const modal = useModal(onClose);
  const { strip, at, onScroll, move } = useStrip(
    items.findIndex((item) => item.id === start),
    items.length,
  );
  const item = items[Math.min(at, items.length - 1)];
  const [bare, hide] = useState(false);
  useEffect(() => {
    if (!item) onClose();
  }, [item]);
  if (!item) return null;
  return (
    <dialog
      {...modal}
      class="viewer dark-screen"
      aria-label={t().job.viewer.title}
      onKeyDown={arrowKeys(move)}
    >
      <ViewerHead at={at} all={items.length} onClose={onClose}>
        {marksOn(document, item.id).length > 0 && <MarksButton bare={bare} onBare={hide} />}
      </ViewerHead>
      <div
        ref={strip}
        class="viewer-strip"
        role="group"
        aria-label={t().job.viewer.title}
        tabIndex={0}
        onScroll={onScroll}
      >
        {items.map((each, index) => {
          const marks = bare ? [] : marksOn(document, each.id);
          return <Slide key={each.id} item={each} away={index - at} {...{ source, zone, marks }} />;
        })}
      </div>
      <ViewerSteps at={at} all={items.length} onMove={move} />
      <ViewerFoot item={item} zone={zone} tools={tools} />
    </dialog>
  );
}

/** The arrow keys move by a slide, except while somebody types. */
const arrowKeys = (move: (by: number) => void) => (event: KeyboardEvent) => {
  if ((event.target as Element).closest("input, textarea, select")) return;
  if (event.key === "ArrowRight") move(1);
  if (event.key === "ArrowLeft") move(-1);
};

/** Which slide the strip stands at; turning the phone keeps it there. */
function useStrip(start: number, count: number) {
  const strip = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState(Math.max(0, start));
  const show = (index: number, behavior: ScrollBehavior) =>
    strip.current?.scrollTo({ left: strip.current.clientWidth * index, behavior });
  const here = () =>
    Math.round((strip.current?.scrollLeft ?? 0) / (strip.current?.clientWidth || 1));
  useEffect(() => {
    show(at, "auto");
    const stay = () => show(here(), "auto");
    addEventListener("resize", stay);
    return () => removeEventListener("resize", stay);
  }, []);
  const move = (by: number) =>
    show(Math.min(count - 1, Math.max(0, at + by)), calm() ? "auto" : "smooth");
  return { strip, at, move, onScroll: () => setAt(here()) };
}

interface SlideProps {
  item: Evidence;
  marks: Mark[];
  /** The distance in slides from the one looked at; only neighbours are fetched. */
  away: number;
  source: PictureSource;
  zone: string;
}

function Slide({ item, marks, away, source, zone }: SlideProps) {
  const { large } = item.renditions;
  return (
    <div class="viewer-slide" aria-hidden={away !== 0}>
      {Math.abs(away) < 2 && (
        <Zoom active={away === 0}>
          <Picture item={item} source={source} size="large" zone={zone} eager />
          {large && marks.length > 0 && <MarkLayer drawn={marks} picture={large} />}
        </Zoom>
      )}
    </div>
  );
}

const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

interface ViewerHeadProps {
  at: number;
  all: number;
  onClose: () => void;
  children: ComponentChildren;
}

function ViewerHead({ at, all, onClose, children }: ViewerHeadProps) {
  return (
    <header class="viewer-head">
      <p class="num" role="status">
        {t().job.viewer.count(at + 1, all)}
      </p>
      <span class="push" />
      {children}
      <Button kind="quiet" icon="close" iconOnly onClick={onClose}>
        {t().common.close}
      </Button>
    </header>
  );
}

function MarksButton({ bare, onBare }: { bare: boolean; onBare: (bare: boolean) => void }) {
  return (
    <Button kind="quiet" icon="draw" aria-pressed={!bare} onClick={() => onBare(!bare)}>
      {bare ? t().job.marks.show : t().job.marks.hide}
    </Button>
  );
}

interface ViewerStepsProps {
  at: number;
  all: number;
  onMove: (by: number) => void;
}

function ViewerSteps({ at, all, onMove }: ViewerStepsProps) {
  if (all < 2) return null;
  return (
    <div class="viewer-steps">
      <Button icon="back" iconOnly disabled={at === 0} onClick={() => onMove(-1)}>
        {t().job.viewer.previous}
      </Button>
      <Button icon="next" iconOnly disabled={at === all - 1} onClick={() => onMove(1)}>
        {t().job.viewer.next}
      </Button>
    </div>
  );
}

interface ViewerFootProps {
  item: Evidence;
  zone: string;
  tools: ViewerProps["tools"] | undefined;
}

function ViewerFoot({ item, zone, tools }: ViewerFootProps) {
  return (
    <footer class="viewer-foot">
      <ViewerWords item={item} zone={zone} />
      {tools && <div class="viewer-tools">{tools(item)}</div>}
    </footer>
  );
}

export function ViewerWords({ item, zone }: { item: Evidence; zone: string }) {
  const words = t().job;
  return (
    <div class="viewer-words">
      {item.caption && <p class="viewer-caption">{item.caption}</p>}
      <p class="num">
        {item.phase && `${words.phases[item.phase]} · `}
        {words.viewer.by(authorName(item.author), moment(item.captured_at, zone))}
        {item.audience === "internal" && ` · ${words.internalOnly}`}
      </p>
      {captureWords(item.capture).map((line) => (
        <p key={line}>{line}</p>
      ))}
      {item.source === "video" && <p>{words.viewer.fromVideo}</p>}
      {item.source === "freeze" && <p>{words.viewer.frozen}</p>}
      {item.clock_off && (
        <p>
          {words.viewer.clockOff} {words.viewer.received(moment(item.received_at, zone))}
        </p>
      )}
      {/* Where nothing can be shown, the picture's own place says why. */}
      {item.problem && viewable(item) && <p>{words.damaged}</p>}
    </div>
  );
}
