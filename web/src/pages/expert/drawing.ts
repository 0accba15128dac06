import type { RefObject } from "preact";
import type { OpenCall } from "../../app/call";
import { freeze, heldUp, holdUp, letGo } from "../../app/drawing";
import { toast } from "../../design/Toast";
import { frameShown } from "../../device/still";
import type { Peer } from "../../protocol/call";
import { t } from "../../text";
import type { Tool } from "./Tools";

export interface Drawable {
  open: OpenCall;
  main: Peer | null;
  peers: Peer[];
  video: RefObject<HTMLVideoElement | null>;
}

/** Freeze what is shown and draw on it; pressed again, back to the live picture. */
export function drawTool({ open, main, peers, video }: Drawable): Tool {
  const words = t().expert.tools;
  const held = heldUp.value !== null;
  const there = held || othersHold(peers) || video.current?.videoWidth || main?.still;
  return {
    ...{ icon: "draw", label: words.draw, what: words.drawWhat, key: "d", on: held },
    run: () => (held ? letGo() : void begin({ open, main, peers, video })),
    why: there ? undefined : words.nothingToFreeze,
  };
}

/** The picture that another expert in the call holds up: two draw on the same one. */
export function othersHold(peers: Peer[]): { name: string; picture: string } | null {
  const other = peers.find((peer) => peer.role === "expert" && peer.shown?.shows);
  return other?.shown?.shows ? { name: other.name, picture: other.shown.shows } : null;
}

async function begin({ open, main, peers, video }: Drawable): Promise<void> {
  const others = othersHold(peers);
  if (others) return holdUp(open, others.picture);
  try {
    const picture = await shownNow(video.current, main);
    await freeze(open, picture, await createImageBitmap(picture));
  } catch {
    toast(t().expert.draw.freezeFailed);
  }
}

/** Exactly what she sees: the frame on the screen, or the still that stands in for it. */
async function shownNow(video: HTMLVideoElement | null, main: Peer | null): Promise<Blob> {
  if (video && video.videoWidth > 0 && video.readyState >= video.HAVE_CURRENT_DATA) return frameShown(video);
  if (!main?.still) throw new Error("no picture");
  const bytes = Uint8Array.from(atob(main.still.jpeg), (char) => char.charCodeAt(0));
  return new Blob([bytes], { type: "image/jpeg" });
}
