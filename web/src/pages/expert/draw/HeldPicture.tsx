import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { OpenCall } from "../../../app/calls/open-call";
import {
  draw,
  drawnOn,
  lastOwn,
  letGo,
  takeBack,
  type HeldPhoto,
} from "../../../app/calls/drawing";
import { pictures } from "../../../app/state";
import type { OpenJob } from "../../../app/use-job";
import type { Peer } from "../../../protocol/call/peer";
import { toElement, type Point, type Size } from "../../../protocol/job/geometry";
import { placeOf, type DrawnMark } from "../../../protocol/job/marks";
import type { JobDocument, MarkKind } from "../../../protocol/net/wire";
import { t } from "../../../text";
import { ownZone } from "../../../text/time";
import { MarkLayer, useSize } from "../../job/evidence/MarkLayer";
import { Picture } from "../../job/evidence/Photo";
import { DrawBar } from "./DrawBar";
import { useDrawHand } from "./draw-hand";
import "./held.css";

interface HeldPictureProps {
  held: HeldPhoto;
  open: OpenCall;
  job: OpenJob;
  /** Who is to see it. */
  main: Peer | null;
}

/** The picture that she holds up, and her hand on it. The live one goes on, small, beside the tools. */
export function HeldPicture({ held, open, job, main }: HeldPictureProps) {
  const [tool, choose] = useState<MarkKind>("arrow");
  const document = job.document;
  const drawn = drawnOn(document, held.picture);
  const size = sizeOf(held, document);
  const own = lastOwn(document, held.picture);
  return (
    <section
      class="stage-held"
      aria-label={t().expert.draw.label}
      onKeyDown={(event) => event.key === "Escape" && letGo()}
    >
      <DrawBar
        {...{ tool, main, picture: held.picture }}
        onTool={choose}
        onUndo={own ? () => takeBack(held, own, document) : null}
        onDone={letGo}
      />
      {size ? (
        <Surface {...{ held, open, document, drawn, tool }} picture={size} />
      ) : (
        <div class="held-picture">
          <p class="stage-words">{t().job.making}</p>
        </div>
      )}
    </section>
  );
}

function sizeOf({ frozen, picture }: HeldPhoto, document: JobDocument | null): Size | null {
  const { large } = document?.evidence[picture]?.renditions ?? {};
  return frozen?.size ?? large ?? null;
}

interface SurfaceProps extends Omit<HeldPictureProps, "job" | "main"> {
  document: JobDocument | null;
  drawn: DrawnMark[];
  tool: MarkKind;
  picture: Size;
}

function Surface({ held, open, document, drawn, tool, picture }: SurfaceProps) {
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
  const written = (text: string) => {
    hand.end(text);
    frame.current?.focus();
  };
  const shown: DrawnMark[] = hand.coming ? [...drawn, { id: "coming", ...hand.coming }] : drawn;
  const item = document?.evidence[held.picture];
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
      {held.frozen ? (
        <img class="stage-video" src={held.frozen.url} alt="" draggable={false} />
      ) : (
        item && (
          <Picture item={item} source={pictures(held.job)} size="large" zone={ownZone} eager />
        )
      )}
      <MarkLayer drawn={shown} picture={picture} />
      {hand.byKeys && <Stand at={toElement(hand.byKeys, element, picture, "contain")} />}
      {hand.writing && (
        <Writing
          at={toElement(placeOf(hand.writing), element, picture, "contain")}
          onEnd={written}
        />
      )}
    </div>
  );
}

function Stand({ at }: { at: Point | null }) {
  return at && <span class="held-stand" style={{ left: `${at.x}px`, top: `${at.y}px` }} />;
}

const LONGEST = 80;

/** Where a text is to stand: Enter sets it, Escape and a press beside it don't. */
function Writing({ at, onEnd }: { at: Point | null; onEnd: (text: string) => void }) {
  const field = useRef<HTMLInputElement>(null);
  // At once: what is typed next is text, and no key of a tool.
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
