import type { RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";
import { useNow } from "../../../../design/status/Clock";
import type { Peer, PeerStill } from "../../../../protocol/call/peer";
import { toElement, type Point, type Size } from "../../../../protocol/job/geometry";
import type { Diagnosis } from "../../../../protocol/call/diagnosis";
import { t } from "../../../../text";
import { lasting } from "../../../../text/time";
import { isLost, diagnosisMore, diagnosisWords } from "./diagnosis-words";
import { usePointing } from "../../draw/pointing";

interface StagePictureProps {
  peer: Peer;
  /** Who else points at it. */
  others: Peer[];
  pointing: boolean;
  /** Another picture is held up: this one goes on beside it, small. */
  aside: boolean;
  onPoint: (at: Point | null) => void;
  frame: RefObject<HTMLDivElement | null>;
  video: RefObject<HTMLVideoElement | null>;
  /** Milliseconds since the last frame; null before the first. */
  age: number | null;
  found: Diagnosis;
}

/** Why there is no picture to see; null while there is one, or a still until it comes. */
function instead(
  { name, shown, still }: Peer,
  found: Diagnosis,
  age: number | null,
): string[] | null {
  const words = t().expert.stage;
  const lost = isLost(found) || (found.kind === "phone" && shown?.camera === "paused");
  if (lost) return [diagnosisWords(found, name), diagnosisMore(found, name)].filter(Boolean);
  if (age !== null || still) return null;
  return [found.kind === "connecting" ? words.connecting(name) : words.noPicture(name)];
}

/** What her camera sees, whole and uncovered; her sound comes from elsewhere and outlives this. */
export function StagePicture({
  peer,
  others,
  pointing,
  aside,
  onPoint,
  frame,
  video,
  age,
  found,
}: StagePictureProps) {
  const words = t().expert.stage;
  const { byKeys, ...handlers } = usePointing(pointing, onPoint);
  const why = instead(peer, found, age);
  useStream(video, peer.stream);
  const sizes = useSizes(video);
  const label = pointing ? words.pointing(peer.name) : words.picture(peer.name);
  return (
    <div
      ref={frame}
      class={`stage-picture${pointing ? " stage-pointing" : ""}${aside ? " stage-aside" : ""}`}
      role="group"
      aria-label={label}
      tabIndex={aside ? -1 : 0}
      {...handlers}
    >
      <video
        ref={video}
        class={why ? "stage-video stage-dark" : "stage-video"}
        autoplay
        muted
        playsInline
      />
      {age === null && peer.still && <LastStill still={peer.still} dark={why !== null} />}
      {why && (
        <div class="stage-words num">
          {why.map((line) => (
            <p key={line}>{line}</p>
          ))}
        </div>
      )}
      {byKeys && <PointerMarker at={byKeys} sizes={sizes} name={words.you} />}
      {others.map(
        (each) =>
          each.pointer &&
          // Of who holds a picture up it is a place on that one.
          !each.shown?.shows && (
            <PointerMarker
              key={each.participant}
              at={each.pointer}
              sizes={sizes}
              name={each.name}
            />
          ),
      )}
    </div>
  );
}

/** Until the first frame comes: what the wall has shown of her. */
function LastStill({ still, dark }: { still: PeerStill; dark: boolean }) {
  const seconds = (useNow() - Date.parse(still.at)) / 1000;
  return (
    <>
      <img
        class={dark ? "stage-video stage-dark" : "stage-video"}
        src={`data:image/jpeg;base64,${still.jpeg}`}
        alt=""
      />
      {!dark && (
        <p class="stage-going num" role="status">
          {t().expert.stage.goingLive} · {t().expert.wall.still(lasting(seconds))}
        </p>
      )}
    </>
  );
}

export function useStream(
  video: RefObject<HTMLMediaElement | null>,
  stream: MediaStream | null,
): void {
  useEffect(() => {
    const { current } = video;
    if (!current || current.srcObject === stream) return;
    current.srcObject = stream;
    if (stream) void current.play().catch(() => {});
  }, [stream]);
}

interface PictureSizes {
  element: Size;
  picture: Size;
}

/** Of the element and of the picture in it, as they change: windows are pulled, phones turned. */
function useSizes(video: RefObject<HTMLVideoElement | null>): PictureSizes | null {
  const [sizes, set] = useState<PictureSizes | null>(null);
  useEffect(() => {
    const { current } = video;
    if (!current) return;
    const measure = () =>
      set({
        element: { width: current.clientWidth, height: current.clientHeight },
        picture: { width: current.videoWidth, height: current.videoHeight },
      });
    const watch = new ResizeObserver(measure);
    watch.observe(current);
    current.addEventListener("resize", measure);
    return () => {
      watch.disconnect();
      current.removeEventListener("resize", measure);
    };
  }, []);
  return sizes;
}

function PointerMarker({
  at,
  sizes,
  name,
}: {
  at: Point;
  sizes: PictureSizes | null;
  name: string;
}) {
  const place = sizes && toElement(at, sizes.element, sizes.picture, "contain");
  if (!place) return null;
  return (
    <span class="stage-marker" style={{ left: `${place.x}px`, top: `${place.y}px` }}>
      <span class="stage-marker-name">{name}</span>
    </span>
  );
}
