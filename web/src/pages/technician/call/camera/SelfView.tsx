import { useEffect, useRef, useState } from "preact/hooks";
import type { Peer } from "../../../../protocol/call/peer";
import { fitFor, toElement, type Fit, type Size } from "../../../../protocol/job/geometry";
import { t } from "../../../../text";
import { camera } from "./phone";
import { firstName } from "../words";

interface Shape {
  element: Size;
  picture: Size;
}

const unknown: Shape = { element: { width: 0, height: 0 }, picture: { width: 0, height: 0 } };

interface ViewProps {
  peers: Peer[];
  /** A picture is held up in its place: it films on in the corner. */
  aside: boolean;
}

/** Her own camera over the whole screen, with each expert's pointer where it points. */
export function SelfView({ peers, aside }: ViewProps) {
  const video = useRef<HTMLVideoElement>(null);
  const [shape, reshape] = useState(unknown);
  const open = camera.value;
  usePicture(video, open?.track ?? null);
  useEffect(() => {
    const element = video.current;
    if (!element) return;
    const measure = () =>
      reshape({
        element: { width: element.clientWidth, height: element.clientHeight },
        picture: { width: element.videoWidth, height: element.videoHeight },
      });
    const watch = new ResizeObserver(measure);
    watch.observe(element);
    // Also when the phone is turned: the picture's sides are exchanged then.
    for (const change of ["resize", "loadedmetadata"]) element.addEventListener(change, measure);
    return () => watch.disconnect();
  }, []);
  const mirrored = open?.facing === "user";
  const fit = fitFor(shape.element, shape.picture);
  return (
    <div class={aside ? "call-view call-view-aside" : "call-view"}>
      <video
        ref={video}
        class={`call-self call-${fit}${mirrored ? " call-mirrored" : ""}`}
        muted
        autoPlay
        playsInline
        aria-label={t().technician.call.you}
      />
      {open &&
        !aside &&
        // Of who holds a picture up it is a place on that one.
        peers
          .filter((peer) => !peer.shown?.shows)
          .map((peer) => (
            <PointerMark
              key={peer.participant}
              peer={peer}
              shape={shape}
              fit={fit}
              mirrored={mirrored}
            />
          ))}
    </div>
  );
}

/** Show a track; the same element keeps its picture through a switch of camera. */
export function usePicture(
  video: { current: HTMLVideoElement | null },
  track: MediaStreamTrack | null,
): void {
  useEffect(() => {
    const element = video.current;
    if (!element) return;
    element.srcObject = track && new MediaStream([track]);
    if (track) void element.play().catch(() => {});
  }, [track]);
}

/** Half of it: at the edge of the screen it is still seen. */
const EDGE = 26;

interface PointerProps {
  peer: Peer;
  shape: Shape;
  fit: Fit;
  mirrored: boolean;
}

export function PointerMark({ peer, shape, fit, mirrored }: PointerProps) {
  if (!peer.pointer) return null;
  const { x, y } = peer.pointer;
  const at = toElement({ x: mirrored ? 1 - x : x, y }, shape.element, shape.picture, fit);
  if (!at) return null;
  const within = (value: number, size: number) => Math.min(Math.max(value, EDGE), size - EDGE);
  const left = within(at.x, shape.element.width);
  const top = within(at.y, shape.element.height);
  const beyond = left !== at.x || top !== at.y;
  return (
    <div
      class={beyond ? "call-pointer call-pointer-beyond" : "call-pointer"}
      style={{ transform: `translate(${left}px, ${top}px)` }}
      data-x={x}
      data-y={y}
    >
      <span class="call-pointer-ring" />
      <span class="call-pointer-name" aria-hidden="true">
        {firstName(peer.name)}
      </span>
      <span class="unseen">{t().technician.call.pointer(peer.name)}</span>
    </div>
  );
}
