import type { PhotoRule, Rate, StateData } from "../../net/wire";
import { RUNGS, type Rung } from "./strain";

export type Sends = StateData["sends"];
export type MediaKind = "audio" | "video";
export type SentTracks = Record<MediaKind, MediaStreamTrack | null>;

/** Kilobits a second, like all below: 720p at 30 pictures a second, as sharp as a label needs. */
export const CAMERA_KBPS = 2500;
/** The bitrate of a tile on a wall. */
export const SMALL_KBPS = 250;
/** The stills' part of a path of 200: the rest is for the voice, RTCP and retransmissions. */
export const STILLS_KBPS = 90;
/**
 * Pictures a second. Fewer are shown, but Chromium's encoder budgets each picture by this: at two
 * it drops every second one for exceeding its share.
 */
const STILLS_RATE = 1;
/** The bitrate of a probe: more than a bad network carries, so that the browser estimates anew. */
export const PROBE_KBPS = 700;
export const VOICE_KBPS = 32;
/** The least with which Opus still sends forward error correction at a loss of a tenth. */
export const THIN_VOICE_KBPS = 24;

/** What others get of what the network carries, where a site rules it. */
export function sentUnder(rule: PhotoRule, sends: Sends): Sends {
  if (rule === "allowed" || sends === "voice") return sends;
  return rule === "none" ? "voice" : "stills";
}

/** The fields of RTCRtpEncodingParameters that we set; bitrates in bits a second. */
export interface Encoding {
  active: boolean;
  maxBitrate: number;
  maxFramerate?: number;
  scaleResolutionDownBy?: number;
}

export interface Encodings {
  audio: Encoding;
  video: Encoding;
}

/**
 * The encodings of both tracks, by what the network carries (`sends`), what anybody needs (`rate`,
 * null when no node tells), whether more is sent as a probe (`probing`), and the size and rate that
 * the phone bears (`rung`).
 */
export function encodingsFor(
  sends: Sends,
  rate: Rate | null,
  probing = false,
  rung: Rung = RUNGS[0],
): Encodings {
  const voice = sends === "video" ? VOICE_KBPS : THIN_VOICE_KBPS;
  return {
    audio: { active: true, maxBitrate: voice * 1000 },
    video: picture(sends, rate, probing, rung),
  };
}

function picture(sends: Sends, rate: Rate | null, probing: boolean, rung: Rung): Encoding {
  const need = rate?.video ?? "full";
  const active = need !== "none" && sends !== "voice";
  if (sends === "stills")
    return encoding(active, probing ? PROBE_KBPS : STILLS_KBPS, STILLS_RATE, 1);
  const small = need === "small" ? SMALL_KBPS : CAMERA_KBPS / rung.scale;
  const cap = Math.floor(Math.min(rate?.kbps ?? CAMERA_KBPS, small));
  if (need === "small")
    return encoding(active, cap, Math.min(10, rung.rate), Math.max(2, rung.scale));
  return encoding(active, cap, rung.rate, rung.scale);
}

const encoding = (
  active: boolean,
  kbps: number,
  maxFramerate: number,
  scaleResolutionDownBy: number,
): Encoding => ({
  ...{ active, maxBitrate: kbps * 1000, maxFramerate, scaleResolutionDownBy },
});

/**
 * What one connection sends: its two senders, once they are there, their tracks and their
 * encodings.
 */
export class Upstream {
  private readonly senders: Partial<Record<MediaKind, RTCRtpSender>> = {};
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private sent: SentTracks,
    private encodings: Encodings,
  ) {}

  has(kind: MediaKind): boolean {
    return this.senders[kind] !== undefined;
  }

  track(kind: MediaKind): MediaStreamTrack | null {
    return this.sent[kind];
  }

  take(kind: MediaKind, sender: RTCRtpSender): void {
    this.senders[kind] = sender;
  }

  publish(sent: SentTracks): void {
    this.sent = sent;
    for (const kind of ["audio", "video"] as const) {
      // This fails for a track that has ended, or a connection that is closed: the next publish
      // mends it.
      void this.senders[kind]?.replaceTrack(sent[kind]).catch(() => {});
    }
  }

  setEncodings(encodings: Encodings): void {
    this.encodings = encodings;
    this.apply();
  }

  /**
   * Set the encodings; also called once negotiation is done, before which senders have none to set.
   */
  apply(): void {
    for (const kind of ["audio", "video"] as const) {
      // Browsers refuse a second call whose parameters were read before the first was done.
      this.turn = this.turn.then(() => this.set(kind)).catch(() => {});
    }
  }

  private async set(kind: MediaKind): Promise<void> {
    const sender = this.senders[kind];
    const parameters = sender?.getParameters();
    const [encoding] = parameters?.encodings ?? [];
    if (!sender || !parameters || !encoding) return;
    // The voice goes first when the path is too narrow for both.
    Object.assign(encoding, this.encodings[kind], { priority: kind === "audio" ? "high" : "low" });
    if (kind === "video") {
      // A label must stay readable, so that a narrow path lowers the frame rate, never the
      // resolution.
      (parameters as { degradationPreference?: string }).degradationPreference =
        "maintain-resolution";
    }
    await sender.setParameters(parameters);
  }
}
