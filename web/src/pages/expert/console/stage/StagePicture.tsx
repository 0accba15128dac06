import type { RefObject } from "preact";
import { useNow } from "../../../../design/status/Clock";
import type { Peer, PeerStill } from "../../../../protocol/call/peer";
import type { Point } from "../../../../protocol/job/geometry";
import type { Diagnosis } from "../../../../protocol/call/diagnosis";
import { t } from "../../../../text/desk";
import { lasting } from "../../../../text/spans";
import { isLost, diagnosisMore, diagnosisWords } from "./diagnosis-words";
import { usePointing } from "../../draw/pointing";
import { PointerMarker, useSizes, type PictureSizes } from "./PointerMarker";
import { useStream } from "./use-stream";
import "./stage-picture.css";

interface StagePictureProps {
  peer: Peer;
  /** The peers whose pointers are drawn too. */
  others: Peer[];
  pointing: boolean;
  /** Another picture is held up: this one goes on beside it, small. */
  aside: boolean;
  onPoint: (at: Point | null) => void;
  frame: RefObject<HTMLDivElement | null>;
  video: RefObject<HTMLVideoElement | null>;
  /** Milliseconds since the last frame; null before the first. */
  age: number | null;
  diagnosis: Diagnosis;
}

/**
 * The lines that stand in place of the picture; null while there is a picture or a still to see.
 */
function linesInstead(
  { name, device, still }: Peer,
  diagnosis: Diagnosis,
  age: number | null,
): string[] | null {
  const words = t().expert.stage;
  const lost = isLost(diagnosis) || (diagnosis.kind === "phone" && device?.camera === "paused");
  if (lost)
    return [diagnosisWords(diagnosis, name), diagnosisMore(diagnosis, name)].filter(Boolean);
  if (age !== null || still) return null;
  return [diagnosis.kind === "connecting" ? words.connecting(name) : words.noPicture(name)];
}

/**
 * The whole picture of the peer's camera. The peer's sound is played by `CallSound`, which outlives
 * it.
 */
export function StagePicture(props: StagePictureProps) {
  const { peer, others, pointing, aside, onPoint, frame, video, age, diagnosis } = props;
  const words = t().expert.stage;
  const { byKeys, ...handlers } = usePointing(pointing, onPoint);
  const lines = linesInstead(peer, diagnosis, age);
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
        class={lines ? "stage-video stage-dark" : "stage-video"}
        autoplay
        muted
        playsInline
      />
      {age === null && peer.still && <LastStill still={peer.still} dark={lines !== null} />}
      {lines && <InsteadOfPicture lines={lines} />}
      {byKeys && <PointerMarker at={byKeys} sizes={sizes} name={words.you} />}
      <OtherPointers others={others} sizes={sizes} />
    </div>
  );
}

function InsteadOfPicture({ lines }: { lines: string[] }) {
  return (
    <div class="stage-words num">
      {lines.map((line) => (
        <p key={line}>{line}</p>
      ))}
    </div>
  );
}

function OtherPointers({ others, sizes }: { others: Peer[]; sizes: PictureSizes | null }) {
  return (
    <>
      {others.map(
        ({ participant, pointer, device, name }) =>
          pointer &&
          // A peer who holds a picture up points at that one.
          !device?.shows && (
            <PointerMarker key={participant} at={pointer} sizes={sizes} name={name} />
          ),
      )}
    </>
  );
}

/** The last still of the wall is shown until the first frame comes. */
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
