import { signal, type Signal } from "@preact/signals-core";
import { initialState, judge, type SendingState } from "./degrade";
import { measurementOf } from "./measurement";
import type { MediaConnection } from "../connection/handover";
import { encodingsFor, type Sends, type SentTracks, type Encodings } from "./upstream";
import type { Rate } from "../../net/wire";

/** A video track that shows one sharp picture of the camera every few seconds. */
export interface SlowVideo {
  readonly track: MediaStreamTrack;
  /** Show a new picture now. */
  shoot(): void;
  stop(): void;
}

export type Slow = (track: MediaStreamTrack) => SlowVideo;

const NEEDED: Rate["video"][] = ["full", "small", "none"];

/** Which of its tracks this page sends, and how: by the network, and by what anybody needs. */
export class Sending {
  /** Judged from the network alone. */
  readonly sends: Signal<Sends> = signal("video");
  private source: SentTracks = { audio: null, video: null };
  private standing: SendingState;
  private rate: Rate | null = null;
  /** When the socket was lost; null while there is one. */
  private awaySince: number | null = null;
  private slowed: { from: MediaStreamTrack; video: SlowVideo } | null = null;

  constructor(
    at: number,
    private readonly slow: Slow | undefined,
    /** The tracks or their encodings have changed. */
    private readonly changed: () => void,
  ) {
    this.standing = initialState(at);
  }

  /** The tracks as they are sent: with stills, the slow track replaces the camera's. */
  get tracks(): SentTracks {
    return { audio: this.source.audio, video: this.slowed?.video.track ?? this.source.video };
  }

  get encodings(): Encodings {
    // A page that can't make its camera slow sends no picture rather than a bad one.
    const withoutPicture = this.sends.peek() === "stills" && !this.slow;
    return encodingsFor(
      withoutPicture ? "voice" : this.sends.peek(),
      this.rate,
      this.standing.probing,
    );
  }

  publish(tracks: Partial<SentTracks>): void {
    this.source = { ...this.source, ...tracks };
    this.arrange();
    this.changed();
  }

  /** Take the rate that a node says is needed; null without a node. */
  heed(rate: unknown): void {
    const { video, kbps } = (rate ?? {}) as Partial<Rate>;
    const valid = video !== undefined && NEEDED.includes(video);
    const previous = this.rate;
    this.rate = valid ? { video, kbps: typeof kbps === "number" ? kbps : null } : null;
    // The node repeats the rate every few seconds, since it may get lost.
    if (previous?.video !== this.rate?.video || previous?.kbps !== this.rate?.kbps) this.changed();
  }

  /**
   * Judge what is sent, about once a second, by the connections that carry the picture and the
   * socket.
   */
  judge(connections: MediaConnection[], stands: boolean, at: number): void {
    const { sends, probing } = this.standing;
    this.awaySince = stands ? null : (this.awaySince ?? at);
    const measured = measurementOf(connections, this.awaySince === null ? 0 : at - this.awaySince);
    // The estimate never grows while the picture is sent small, or not at all.
    const full = (this.rate?.video ?? "full") === "full";
    const kbps = full ? least(measured.kbps, this.rate?.kbps ?? null) : null;
    // A page without a camera learns nothing about pictures, and needs no less than it sends.
    const idle = this.source.video === null && measured.live;
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
    const { video } = this.source;
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
