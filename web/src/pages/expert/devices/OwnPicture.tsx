import { useEffect, useRef } from "preact/hooks";
import { t } from "../../../text/desk";
import "./devices.css";

/** The user's own camera, mirrored as in a looking glass; the others see it as it is. */
export function OwnPicture({ track }: { track: MediaStreamTrack }) {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (video.current) video.current.srcObject = new MediaStream([track]);
  }, [track]);
  return (
    <video
      ref={video}
      class="console-own"
      aria-label={t().expert.stage.ownPicture}
      autoplay
      muted
      playsInline
    />
  );
}
