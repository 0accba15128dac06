import { useEffect, useRef, useState } from "preact/hooks";
import { ModeSwitches } from "../../../design/modes/ModeSwitches";
import { useModal } from "../../../design/overlays/modal";
import { captureFrame } from "../../../device/camera/photos";
import { Gravity } from "../../../device/camera/gravity";
import { keepAwake } from "../../../device/wake";
import type { Job, Phase } from "../../../protocol/net/wire";
import { t } from "../../../text";
import { policyWords } from "../../job/photo-policy";
import type { FileInput } from "../job/photo/PhotoInput";
import type { ShotTaker } from "../job/photo/shots";
import { useViewfinderCamera, type ViewfinderCamera } from "./camera";
import { LivePicture } from "./LivePicture";
import { NoCamera } from "./NoCamera";
import { useReview } from "./review";
import { ShotReview } from "./ShotReview";
import { ShotsLine, ShotStrip } from "./ShotStrip";
import { Shutter } from "./shutter";
import { ShutterButton, shutterKeys } from "./ShutterButton";
import { FinderButton, LensButton, TorchButton, ZoomButtons } from "./tools";
import "../../../design/overlays/dark-screen.css";
import "./viewfinder.css";

export interface ViewfinderProps {
  phase: Phase;
  /** What the site allows, and by which permit. */
  policy: Job["photo_policy"];
  taker: ShotTaker;
  /** Takes photos as files where there is no camera. */
  fileInput: FileInput;
  onClose: () => void;
}

/**
 * A camera inside the page: it fills the screen, and every photo is kept before it shows as kept.
 * The phone's own camera app would end the page on some phones, and what was taken with it.
 */
export function Viewfinder({ phase, policy, taker, fileInput, onClose }: ViewfinderProps) {
  const modal = useModal(onClose);
  const words = t().technician.viewfinder;
  const video = useRef<HTMLVideoElement>(null);
  const camera = useViewfinderCamera();
  const gravity = useGravity();
  const review = useReview(taker);
  const shutter = useShutter(taker, camera, video, gravity);
  const ready = camera.showing.value && !camera.paused.value && !review.shot;
  const keys = shutterKeys(shutter, ready);
  useEffect(keepAwake, []);
  const { problem } = camera;
  return (
    <dialog {...modal} {...keys} class="viewfinder dark-screen" aria-labelledby="viewfinder-title">
      <header class="viewfinder-top">
        <div class="viewfinder-named">
          <h2 id="viewfinder-title">{words.title(t().job.phases[phase])}</h2>
          {policy && <p class="viewfinder-policy">{policyWords(policy)}</p>}
        </div>
        <TorchButton camera={camera} />
        <ModeSwitches />
      </header>
      {problem.value ? (
        <NoCamera {...{ fileInput }} reason={problem.value} onRetry={() => void camera.start()} />
      ) : (
        <LivePicture {...{ camera, video, gravity }} flashes={taker.taken.value}>
          {review.shot && <ShotReview {...review} shot={review.shot} />}
        </LivePicture>
      )}
      <footer class="viewfinder-bottom">
        <ShotsLine taker={taker} removal={review.removal} />
        <ShotStrip taker={taker} onLook={review.look} />
        {!problem.value && !review.shot && <ZoomButtons camera={camera} />}
        <ShutterRow {...{ camera, shutter, ready, onClose }} waits={taker.frames.full.value} />
      </footer>
    </dialog>
  );
}

interface ShutterRowProps {
  camera: ViewfinderCamera;
  shutter: Shutter;
  ready: boolean;
  waits: boolean;
  onClose: () => void;
}

/** The shutter within the thumb's arc, with the way back and the next lens beside it. */
function ShutterRow({ camera, shutter, ready, waits, onClose }: ShutterRowProps) {
  const refused = camera.problem.value !== null;
  return (
    <div class="viewfinder-row">
      <FinderButton icon="close" words={t().common.close} onClick={onClose} />
      {!refused && <ShutterButton {...{ shutter, ready, waits }} />}
      {!refused && <LensButton camera={camera} />}
    </div>
  );
}

function useGravity(): Gravity {
  const [gravity] = useState(() => new Gravity());
  useEffect(() => gravity.follow(), []);
  return gravity;
}

function useShutter(
  taker: ShotTaker,
  camera: ViewfinderCamera,
  video: { current: HTMLVideoElement | null },
  gravity: Gravity,
): Shutter {
  const [shutter] = useState(
    () =>
      new Shutter(async (burst) => {
        const { current } = video;
        if (!current || !camera.showing.value) return;
        await taker.take(() => ({
          ...captureFrame(current, camera.photos, gravity.turn, burst),
          ...camera.facts(current, gravity),
        }));
      }),
  );
  useEffect(() => shutter.release, []);
  return shutter;
}
