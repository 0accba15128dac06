import type { RefObject } from "preact";
import type { OpenCall } from "../../../app/calls/open-call";
import { freeze, heldUp, holdUp, letGo } from "../../../app/calls/drawing";
import { toast } from "../../../design/overlays/Toast";
import { inTime } from "../../../device/in-time";
import { frameShown } from "../../../device/media/still";
import type { Peer } from "../../../protocol/call/peer";
import { isId } from "../../../protocol/net/ids";
import { t } from "../../../text/desk";
import type { StageTool } from "../console/stage/StageTools";

export interface Drawable {
  open: OpenCall;
  main: Peer | null;
  peers: Peer[];
  video: RefObject<HTMLVideoElement | null>;
  /** Milliseconds since the video's last frame; null before the first. */
  age: number | null;
}

/** The tool freezes the picture to draw on; pressed again, it leads back to the live picture. */
export function drawTool(around: Drawable): StageTool {
  const { main, peers, video } = around;
  const words = t().expert.tools;
  const held = heldUp.value !== null;
  const there = held || othersHold(peers) || video.current?.videoWidth || main?.still;
  return {
    ...{ icon: "draw", label: words.draw, what: words.drawWhat, key: "d", on: held },
    run: () => (held ? letGo() : void begin(around)),
    reason: reasonNot(around, held, Boolean(there)),
  };
}

/** A picture of the job may be drawn on anywhere; a new one is frozen where the site allows it. */
function reasonNot({ open, peers }: Drawable, held: boolean, there: boolean): string | undefined {
  const words = t().expert;
  if (held || othersHold(peers)) return undefined;
  if (open.call.photoRule.value === "none") return words.diagnosis.forbidden.none;
  return there ? undefined : words.tools.nothingToFreeze;
}

/** The picture that another expert in the call holds up: two draw on the same one. */
export function othersHold(peers: Peer[]): { name: string; picture: string } | null {
  const there = peers.filter((peer) => peer.role === "expert" && peer.state !== "absent");
  const other = there.find((peer) => isId(peer.device?.shows));
  return other?.device?.shows ? { name: other.name, picture: other.device.shows } : null;
}

let freezing = false;

async function begin({ open, main, peers, video, age }: Drawable): Promise<void> {
  const others = othersHold(peers);
  if (others) return holdUp(open, others.picture);
  if (freezing) return;
  freezing = true;
  try {
    const [picture, at] = await shownNow(video.current, main, age);
    const frame = await inTime(createImageBitmap(picture), undefined, (late) => late.close());
    await freeze(open, picture, frame, at);
    frame.close();
  } catch {
    toast(t().expert.draw.freezeFailed);
  } finally {
    freezing = false;
  }
}

/**
 * The picture on the screen and its time: the frame of the video, or the still that stands in for
 * it.
 */
async function shownNow(
  video: HTMLVideoElement | null,
  main: Peer | null,
  age: number | null,
): Promise<[Blob, number]> {
  const shownAt = Date.now() - (age ?? 0);
  if (video && video.videoWidth > 0 && video.readyState >= video.HAVE_CURRENT_DATA)
    return [await frameShown(video), shownAt];
  if (!main?.still) throw new Error("no picture");
  const bytes = Uint8Array.from(atob(main.still.jpeg), (char) => char.charCodeAt(0));
  return [new Blob([bytes], { type: "image/jpeg" }), Date.parse(main.still.at)];
}
