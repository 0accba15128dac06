import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";

/** Plays a stream in a media element, and starts again whenever the stream is another one. */
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
