import type { RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";

const LOOK = 500;

/**
 * Milliseconds since the last frame was shown; null before the first one. Where the browser doesn't
 * report frames, the picture's own clock is watched.
 */
export function useLastFrame(
  video: RefObject<HTMLVideoElement | null>,
  stream: MediaStream | null,
): number | null {
  const [age, set] = useState<number | null>(null);
  useEffect(() => {
    const { current } = video;
    if (!current || !stream) return set(null);
    let last: number | null = null;
    let shownAt = -1;
    let request = 0;
    const reports = typeof current.requestVideoFrameCallback === "function";
    const onFrame = () => {
      last = performance.now();
      request = current.requestVideoFrameCallback(onFrame);
    };
    if (reports) request = current.requestVideoFrameCallback(onFrame);
    const timer = setInterval(() => {
      if (!reports && current.currentTime !== shownAt && current.videoWidth > 0)
        last = performance.now();
      shownAt = current.currentTime;
      // A hidden page gets no frames, which says nothing about the picture.
      if (document.hidden && last !== null) last = performance.now();
      set(last === null ? null : performance.now() - last);
    }, LOOK);
    return () => {
      clearInterval(timer);
      if (reports) current.cancelVideoFrameCallback(request);
    };
  }, [stream]);
  return age;
}
