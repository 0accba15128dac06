import type { ComponentChildren, RefObject } from "preact";
import { useEffect, useLayoutEffect, useState } from "preact/hooks";
import { canFocus } from "../../../device/camera/controls";
import { tilt, type Gravity } from "../../../device/camera/gravity";
import { toPicture, type Point } from "../../../protocol/job/geometry";
import { t } from "../../../text/call";
import type { ViewfinderCamera } from "./camera";
import { Touches } from "./touches";

interface LivePictureProps {
  camera: ViewfinderCamera;
  video: RefObject<HTMLVideoElement | null>;
  gravity: Gravity;
  /** The number of photos that were taken: the picture darkens for a moment with each. */
  flashes: number;
  /** Covers the picture. */
  children: ComponentChildren;
}

/** What the camera sees, whole: a photo has what she saw, and no more. */
export function LivePicture({ camera, video, gravity, flashes, children }: LivePictureProps) {
  const words = t().technician.viewfinder;
  const track = camera.open.value?.track ?? null;
  useLayoutEffect(() => {
    const { current } = video;
    if (!current) return;
    current.srcObject = track && new MediaStream([track]);
    if (track) void current.play().catch(() => {});
  }, [track]);
  const { focused, touches } = useTouches(camera, video);
  return (
    <div class="viewfinder-stage">
      <video
        {...touches}
        ref={video}
        class="viewfinder-video"
        muted
        autoPlay
        playsInline
        aria-label={words.picture}
        onLoadedData={() => (camera.showing.value = camera.open.value !== null)}
      />
      {flashes > 0 && <span key={flashes} class="viewfinder-flash" aria-hidden="true" />}
      {focused && <FocusRing at={focused} />}
      <LevelLine gravity={gravity} />
      {(!camera.showing.value || camera.paused.value) && (
        <p class="viewfinder-wait" role="status">
          {camera.paused.value ? t().call.paused : words.opening}
        </p>
      )}
      {children}
    </div>
  );
}

/** Milliseconds for which a ring stands where she wants it sharp. */
const RING = 900;

/** Fingers on the picture: a tap makes sharp what is there, a pinch zooms. */
function useTouches(camera: ViewfinderCamera, video: RefObject<HTMLVideoElement | null>) {
  const [focused, show] = useState<Point | null>(null);
  useEffect(() => {
    if (!focused) return;
    const timer = setTimeout(() => show(null), RING);
    return () => clearTimeout(timer);
  }, [focused]);
  const [touches] = useState(
    () =>
      new Touches({
        zoom: () => camera.zoom.value,
        onZoom: (zoom) => void camera.zoomTo(zoom),
        onTap: (at) => {
          const [place, track] = [placeOn(video.current, at), camera.open.value?.track];
          if (!place || !track || !canFocus(track)) return;
          show(at);
          void camera.focus(place);
        },
      }),
  );
  const at = (event: PointerEvent & { currentTarget: HTMLElement }): Point => {
    const { left, top } = event.currentTarget.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };
  const handlers = {
    onPointerDown: (event: PointerEvent & { currentTarget: HTMLElement }) =>
      touches.down(event.pointerId, at(event), event.timeStamp),
    onPointerMove: (event: PointerEvent & { currentTarget: HTMLElement }) =>
      touches.move(event.pointerId, at(event)),
    onPointerUp: (event: PointerEvent) => touches.up(event.pointerId, event.timeStamp),
    onPointerCancel: (event: PointerEvent) => touches.cancel(event.pointerId),
  };
  return { focused, touches: handlers };
}

/** The point in parts of the picture; null beside it. */
function placeOn(video: HTMLVideoElement | null, at: Point): Point | null {
  if (!video) return null;
  const element = { width: video.clientWidth, height: video.clientHeight };
  const picture = { width: video.videoWidth, height: video.videoHeight };
  return toPicture(at, element, picture, "contain");
}

function FocusRing({ at }: { at: Point }) {
  const place = { transform: `translate(${at.x}px, ${at.y}px)` };
  return <span class="viewfinder-focus" style={place} aria-hidden="true" />;
}

/** Degrees within which the picture is level. */
const LEVEL = 1;

/** A line that stays with the horizon, as far as the phone tells how it is held. */
function LevelLine({ gravity }: { gravity: Gravity }) {
  const horizon = gravity.horizon.value;
  if (horizon === null) return null;
  const even = tilt(horizon) <= LEVEL;
  return (
    <span
      class={even ? "viewfinder-level viewfinder-even" : "viewfinder-level"}
      style={{ transform: `rotate(${horizon}deg)` }}
      aria-hidden="true"
    />
  );
}
