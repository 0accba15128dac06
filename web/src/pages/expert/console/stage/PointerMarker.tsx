import type { RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";
import { toElement, type Point, type Size } from "../../../../protocol/job/geometry";

export interface PictureSizes {
  element: Size;
  picture: Size;
}

/** The sizes follow the window, which is pulled, and the phone, which is turned. */
export function useSizes(video: RefObject<HTMLVideoElement | null>): PictureSizes | null {
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

interface PointerMarkerProps {
  at: Point;
  /** Null until the element has been measured. */
  sizes: PictureSizes | null;
  name: string;
}

/** A ring with a name on the place of the picture that somebody points at. */
export function PointerMarker({ at, sizes, name }: PointerMarkerProps) {
  const place = sizes && toElement(at, sizes.element, sizes.picture, "contain");
  if (!place) return null;
  return (
    <span class="stage-marker" style={{ left: `${place.x}px`, top: `${place.y}px` }}>
      <span class="stage-marker-name">{name}</span>
    </span>
  );
}
