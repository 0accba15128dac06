import { signal, type Signal } from "@preact/signals-core";
import { initialState, judge, measurementOf, type SendingState } from "./degrade";
import type { MediaConnection } from "../connection/handover";
import { encodingsFor, type Sends, type SentTracks, type Encodings } from "./upstream";
import type { Rate } from "../../net/wire";

/** A camera's track made slow: one sharp picture every few seconds, as a track. */
export interface SlowVideo {
  readonly track: MediaStreamTrack;
  /** A new picture now. */
  shoot(): void;
  stop(): void;
}

export type Slow = (track: MediaStreamTrack) => SlowVideo;

const NEEDED: Rate["video"][] = ["full", "small", "none"];

/** What this page sends of what it has: by the network that it is in, and by what anybody needs. */
export class Sending {
  /** Decided by itself. */
  readonly sends: Signal<Sends> = signal("video");
  private given: SentTracks = { audio: null, video: null };
  private standing: SendingState;
  private rate: Rate | null = null;
  /** Since when there is no socket; null while there is one. */
  private awaySince: number | null = null;
  private slowed: { from: MediaStreamTrack; video: SlowVideo } | null = null;

  constructor(
    at: number,
    private readonly slow: Slow | undefined,
    /** The tracks or their shapes are others now. */
    private readonly changed: () => void,
  ) {
    this.standing = initialState(at);
  }

  /** As they go out: in stills the slow track stands for the camera's. */
  get tracks(): SentTracks {
    return { audio: this.given.audio, video: this.slowed?.video.track ?? this.given.video };
  }

  get shapes(): Encodings {
    // A page that can't make its camera slow sends no picture rather than a bad one.
    const lame = this.sends.peek() === "stills" && !this.slow;
    return encodingsFor(lame ? "voice" : this.sends.peek(), this.rate, this.standing.probing);
  }

  publish(tracks: Partial<SentTracks>): void {
    this.given = { ...this.given, ...tracks };
    this.arrange();
    this.changed();
  }

  /** What a node says that anybody needs; null: no node. */
  heed(rate: unknown): void {
    const { video, kbps } = (rate ?? {}) as Partial<Rate>;
    const known = video !== undefined && NEEDED.includes(video);
    const before = this.rate;
    this.rate = known ? { video, kbps: typeof kbps === "number" ? kbps : null } : null;
    // It is said every few seconds, since it may get lost.
    if (before?.video !== this.rate?.video || before?.kbps !== this.rate?.kbps) this.changed();
  }

  /** By the ways that carry the picture, and whether there is a socket; about once a second. */
  judge(ways: MediaConnection[], stands: boolean, at: number): void {
    const { sends, probing } = this.standing;
    this.awaySince = stands ? null : (this.awaySince ?? at);
    const measured = measurementOf(ways, this.awaySince === null ? 0 : at - this.awaySince);
    // Of a picture that is sent small, or not at all, the estimate never grows.
    const full = (this.rate?.video ?? "full") === "full";
    const kbps = full ? least(measured.kbps, this.rate?.kbps ?? null) : null;
    // Who shows nothing learns nothing about pictures, and needs no less than she sends.
    const idle = this.given.video === null && measured.live;
    this.standing = idle ? initialState(at) : judge(this.standing, { ...measured, kbps }, at);
    if (this.standing.sends === sends && this.standing.probing === probing) return;
    this.sends.value = this.standing.sends;
    this.arrange();
    this.changed();
  }

  shoot(): void {
    this.slowed?.video.shoot();
  }

  stop(): void {
    this.slowed?.video.stop();
    this.slowed = null;
  }

  private arrange(): void {
    const { video } = this.given;
    const wanted = this.sends.peek() === "stills" ? video : null;
    if (this.slowed?.from === (wanted ?? undefined)) return;
    this.stop();
    if (wanted && this.slow) this.slowed = { from: wanted, video: this.slow(wanted) };
  }
}

function least(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other;
  return Math.min(one, other);
}
