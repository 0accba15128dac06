import { useRef } from "preact/hooks";
import { useStream } from "../console/stage/use-stream";
import type { SiteView } from "./site-views";

/**
 * The last still of a site. The video itself is shown of the live site, and of one whose call goes
 * by no node, since stills come from a node.
 */
export function SitePicture({ view: { peer, live }, dark }: { view: SiteView; dark: boolean }) {
  const video = useRef<HTMLVideoElement>(null);
  const moves = peer?.stream && (live || peer.via === "direct") ? peer.stream : null;
  useStream(video, moves);
  const { still } = peer ?? {};
  return (
    <>
      {still && (
        <img
          class={dark ? "stage-dark" : ""}
          src={`data:image/jpeg;base64,${still.jpeg}`}
          width={still.width}
          height={still.height}
          alt=""
        />
      )}
      <video
        ref={video}
        class={moves && !dark ? "" : "unseen"}
        autoplay
        muted
        playsInline
        aria-hidden="true"
      />
    </>
  );
}
