import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { draw, type HeldPhoto } from "../../../app/calls/drawing";
import type { OpenCall } from "../../../app/calls/open-call";
import { pictures } from "../../../app/state";
import { toElement, type Point, type Size } from "../../../protocol/job/geometry";
import { placeOf, type DrawnMark } from "../../../protocol/job/marks";
import type { Evidence, JobDocument, MarkKind } from "../../../protocol/net/wire";
import { t } from "../../../text/desk";
import { ownZone } from "../../../text/time";
import { MarkLayer, useSize } from "../../job/evidence/MarkLayer";
import { Picture } from "../../job/evidence/Photo";
import { useDrawHand } from "./draw-hand";

interface DrawSurfaceProps {
  held: HeldPhoto;
  open: OpenCall;
  document: JobDocument | null;
  drawn: DrawnMark[];
  tool: MarkKind;
  picture: Size;
}

/** The picture with its marks, and the hand that draws the next one. */
export function DrawSurface({ held, open, document, drawn, tool, picture }: DrawSurfaceProps) {
  const frame = useRef<HTMLDivElement>(null);
  const element = useSize(frame);
  const hand = useDrawHand({
    ...{ tool, picture, drawn },
    onDraw: (shape) => draw(held, shape),
    onMove: (at) => open.call.point(at),
  });
  useEffect(() => {
    frame.current?.focus();
    return () => open.call.point(null);
  }, []);
  const endText = (text: string) => {
    hand.end(text);
    frame.current?.focus();
  };
  const inElement = (at: Point) => toElement(at, element, picture, "contain");
  const marks: DrawnMark[] = hand.coming ? [...drawn, { id: "coming", ...hand.coming }] : drawn;
  return (
    <div
      ref={frame}
      class="held-picture"
      role="group"
      tabIndex={0}
      aria-label={t().expert.draw.surface}
      // A press would take the focus from the words that are to be written where it was.
      onMouseDown={(event) => event.preventDefault()}
      {...hand.handlers}
    >
      <HeldImage held={held} item={document?.evidence[held.picture]} />
      <MarkLayer drawn={marks} picture={picture} />
      {hand.byKeys && <Stand at={inElement(hand.byKeys)} />}
      {hand.writing && <Writing at={inElement(placeOf(hand.writing))} onEnd={endText} />}
    </div>
  );
}

/** The frozen frame of this browser, or else the photo from the job's evidence. */
function HeldImage({ held, item }: { held: HeldPhoto; item: Evidence | undefined }) {
  if (held.frozen)
    return <img class="stage-video" src={held.frozen.url} alt="" draggable={false} />;
  return item ? (
    <Picture item={item} source={pictures(held.job)} size="large" zone={ownZone} eager />
  ) : null;
}

/** The place that the arrow keys have moved the hand to. */
function Stand({ at }: { at: Point | null }) {
  return at && <span class="held-stand" style={{ left: `${at.x}px`, top: `${at.y}px` }} />;
}

const LONGEST = 80;

/** The field of a text mark: Enter sets the text, Escape and a press beside it drop it. */
function Writing({ at, onEnd }: { at: Point | null; onEnd: (text: string) => void }) {
  const field = useRef<HTMLInputElement>(null);
  // The focus moves before the next key, which is text and no key of a tool.
  useLayoutEffect(() => field.current?.focus(), []);
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.key === "Enter") onEnd(field.current?.value.trim() ?? "");
    if (event.key === "Escape") onEnd("");
  };
  if (!at) return null;
  return (
    <input
      ref={field}
      class="held-writing"
      style={{ left: `${at.x}px`, top: `${at.y}px` }}
      aria-label={t().expert.draw.writing}
      placeholder={t().expert.draw.writing}
      maxLength={LONGEST}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => event.stopPropagation()}
    />
  );
}
