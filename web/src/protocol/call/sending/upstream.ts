import type { Rate, StateData } from "../../net/wire";

export type Sends = StateData["sends"];
export type MediaKind = "audio" | "video";
export type SentTracks = Record<MediaKind, MediaStreamTrack | null>;

/** 720p at 30 pictures a second, as sharp as a label needs it. Kilobits a second, as all of these. */
export const CAMERA_KBPS = 2500;
/** A tile on a wall. */
export const SMALL_KBPS = 250;
/** Of a link of 200: the rest is for the voice, the reports, and what is sent again. */
export const STILLS_KBPS = 90;
/**
 * Pictures a second. Fewer are shown, but Chromium's encoder reckons by this what one may take: at two
 * it leaves out every second one as more than its share.
 */
const STILLS_RATE = 1;
/** For a moment above what a bad network carries, so that the browser looks whether it still is one. */
export const PROBE_KBPS = 700;
export const VOICE_KBPS = 32;
/** With less, Opus sends no repair of its own where a tenth is lost. */
export const THIN_VOICE_KBPS = 24;

/** How a track is encoded; the fields of RTCRtpEncodingParameters that we set, in bits a second. */
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
 * What is sent of the two, by what the network carries (`sends`), what anybody needs (`rate`, null:
 * nobody has said), and whether it is being tried if more would go (`probing`).
 */
export function encodingsFor(sends: Sends, rate: Rate | null, probing = false): Encodings {
  const voice = sends === "video" ? VOICE_KBPS : THIN_VOICE_KBPS;
  return {
    audio: { active: true, maxBitrate: voice * 1000 },
    video: picture(sends, rate, probing),
  };
}

function picture(sends: Sends, rate: Rate | null, probing: boolean): Encoding {
  const need = rate?.video ?? "full";
  const active = need !== "none" && sends !== "voice";
  if (sends === "stills")
    return encoding(active, probing ? PROBE_KBPS : STILLS_KBPS, STILLS_RATE, 1);
  const cap = Math.min(rate?.kbps ?? CAMERA_KBPS, CAMERA_KBPS);
  if (need === "small") return encoding(active, Math.min(cap, SMALL_KBPS), 10, 2);
  return encoding(active, cap, 30, 1);
}

const encoding = (
  active: boolean,
  kbps: number,
  maxFramerate: number,
  scaleResolutionDownBy: number,
): Encoding => ({
  ...{ active, maxBitrate: kbps * 1000, maxFramerate, scaleResolutionDownBy },
});

/** What one connection sends: its two senders, once they are there, their tracks and their shapes. */
export class Upstream {
  private readonly senders: Partial<Record<MediaKind, RTCRtpSender>> = {};
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private sent: SentTracks,
    private shapes: Encodings,
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
      // A track that ended meanwhile, or a connection that closed: the next publish brings another.
      void this.senders[kind]?.replaceTrack(sent[kind]).catch(() => {});
    }
  }

  shape(shapes: Encodings): void {
    this.shapes = shapes;
    this.apply();
  }

  /** Also once negotiation is through: before, there is nothing that could be set. */
  apply(): void {
    for (const kind of ["audio", "video"] as const) {
      // One after the other: a second call with parameters from before the first is refused.
      this.turn = this.turn.then(() => this.set(kind)).catch(() => {});
    }
  }

  private async set(kind: MediaKind): Promise<void> {
    const sender = this.senders[kind];
    const parameters = sender?.getParameters();
    const [encoding] = parameters?.encodings ?? [];
    if (!sender || !parameters || !encoding) return;
    // The voice is heard first when there is not enough for both.
    Object.assign(encoding, this.shapes[kind], { priority: kind === "audio" ? "high" : "low" });
    if (kind === "video") {
      // A label must stay readable: what does not fit goes at fewer pictures a second.
      (parameters as { degradationPreference?: string }).degradationPreference =
        "maintain-resolution";
    }
    await sender.setParameters(parameters);
  }
}
