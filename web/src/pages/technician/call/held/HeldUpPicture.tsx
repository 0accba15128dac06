import { useEffect, useRef } from "preact/hooks";
import { openCall } from "../../../../app/calls/open-call";
import { Button } from "../../../../design/Button";
import { Icon } from "../../../../design/Icon";
import { buzz } from "../../../../device/browser";
import { chime } from "../../../../device/ring";
import { jobPictures } from "../../../../protocol/net/api";
import { marksOn } from "../../../../protocol/job/marks";
import type { Evidence, JobDocument, Mark } from "../../../../protocol/net/wire";
import { t } from "../../../../text/call";
import { ownZone } from "../../../../text/time";
import { MarkLayer, useSize } from "../../../job/evidence/MarkLayer";
import { Picture } from "../../../job/evidence/Photo";
import { again, copies, isHere, lookAgain, lookAway, onScreen, type HeldUp } from "./held";
import { PointerMark } from "../camera/SelfView";
import { firstName } from "../words";
import "./held-up.css";

interface HeldProps {
  held: HeldUp;
  document: JobDocument | null;
}

/** The held-up picture stands in place of her camera, with each mark as it is drawn. */
export function HeldUpPicture({ held, document }: HeldProps) {
  const frame = useRef<HTMLDivElement>(null);
  const element = useSize(frame);
  const { picture, by } = held;
  const job = document?.job.id ?? "";
  const item = document?.evidence[picture];
  const marks = marksOn(document, picture);
  const large = item?.renditions.large;
  const own = copies.value.get(picture);
  const size = own?.size ?? large;
  // The voice needs the bandwidth more on a line that carries stills alone.
  const fetched = !own || openCall.value?.call.sends.value === "video";
  useNoticed(held, marks);
  useEffect(() => {
    if (own) onScreen.value = picture;
  }, [picture, own]);
  useEffect(() => () => void (onScreen.value = null), [picture]);
  return (
    <div ref={frame} class="call-held">
      {own && <img class="call-held-own" src={own.url} alt="" />}
      {item && large && !own && <HeldSize job={job} item={item} size="small" onShown={() => {}} />}
      {item && large && fetched && (
        <HeldSize job={job} item={item} size="large" onShown={() => (onScreen.value = picture)} />
      )}
      {size && <MarkLayer drawn={marks} picture={size} />}
      {size && by && (
        <PointerMark peer={by} shape={{ element, picture: size }} fit="contain" mirrored={false} />
      )}
    </div>
  );
}

interface HeldSizeProps {
  job: string;
  item: Evidence;
  size: "small" | "large";
  onShown: () => void;
}

/** The small rendition comes soon on any line, and the large one takes its place. */
function HeldSize({ job, item, size, onShown }: HeldSizeProps) {
  return (
    <div class="call-held-size" aria-hidden={size === "small"} onLoadCapture={onShown}>
      <Picture item={item} source={jobPictures(job)} size={size} zone={ownZone} eager />
    </div>
  );
}

/** A chime and a buzz tell her of a picture or a mark while she looks at the rack. */
function useNoticed({ picture, by }: HeldUp, marks: Mark[]): void {
  const count = useRef(marks.length);
  useEffect(() => {
    if (!by) return;
    again.value = null;
    chime();
    buzz();
  }, [picture, by !== null]);
  useEffect(() => {
    if (marks.length > count.current) buzz();
    count.current = marks.length;
  }, [marks.length]);
}

/** The card says what she sees and who shows it, and leads back to her camera. */
export function HeldCard({ held, document }: HeldProps) {
  const words = t().call.held;
  const name = held.by ? firstName(held.by.name) : "";
  const there = onScreen.value === held.picture;
  const line = there ? (name ? words.shows(name) : words.again) : words.coming(name);
  return (
    <div class="call-held-card" role="status">
      <span>{line}</span>
      {isHere(held, document) && (
        <Button icon="video" onClick={() => lookAway(held.picture, document)}>
          {words.camera}
        </Button>
      )}
    </div>
  );
}

/** The marks stay one tap away when nobody holds the picture up any more. */
export function LookAgain({ last }: { last: Mark }) {
  return (
    <button type="button" class="call-line call-again" onClick={() => lookAgain(last.evidence_id)}>
      <Icon name="draw" />
      {t().call.held.lookAgain(firstName(last.author.name))}
    </button>
  );
}
