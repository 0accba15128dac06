import { useEffect, useRef, useState } from "preact/hooks";
import type { Peer } from "../../../../protocol/call/peer";
import { fitFor, toElement, type Fit, type Size } from "../../../../protocol/job/geometry";
import { t } from "../../../../text/call";
import { camera } from "./phone";
import { firstName } from "../words";

interface Shape {
  element: Size;
  picture: Size;
}

const UNMEASURED: Shape = { element: { width: 0, height: 0 }, picture: { width: 0, height: 0 } };

interface SelfViewProps {
  peers: Peer[];
  /** A picture is held up in its place, and the camera films on in the corner. */
  aside: boolean;
}

/** Her own camera fills the screen, with each expert's pointer where it points. */
export function SelfView({ peers, aside }: SelfViewProps) {
  const video = useRef<HTMLVideoElement>(null);
  const open = camera.value;
  usePicture(video, open?.track ?? null);
  const shape = useShape(video);
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
        aria-label={t().call.you}
      />
      {open &&
        !aside &&
        // The pointer of an expert who holds a picture up is a place on that picture.
        peers
          .filter((peer) => !peer.device?.shows)
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

/** The sizes of the element and of the picture in it, measured again whenever one changes. */
function useShape(video: { current: HTMLVideoElement | null }): Shape {
  const [shape, reshape] = useState(UNMEASURED);
  useEffect(() => {
    const element = video.current;
    if (!element) return;
    const measure = () =>
      reshape({
        element: { width: element.clientWidth, height: element.clientHeight },
        picture: { width: element.videoWidth, height: element.videoHeight },
      });
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    // Turning the phone exchanges the sides of the picture.
    for (const change of ["resize", "loadedmetadata"]) element.addEventListener(change, measure);
    return () => observer.disconnect();
  }, []);
  return shape;
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

/** Half the pointer's ring in pixels, which keeps a pointer at the edge of the screen in sight. */
const EDGE = 26;

interface PointerMarkProps {
  peer: Peer;
  shape: Shape;
  fit: Fit;
  mirrored: boolean;
}

export function PointerMark({ peer, shape, fit, mirrored }: PointerMarkProps) {
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
      <span class="unseen">{t().call.pointer(peer.name)}</span>
    </div>
  );
}
