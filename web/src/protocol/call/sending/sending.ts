import { signal, type Signal } from "@preact/signals-core";
import { initialState, judge, type SendingState } from "./degrade";
import { EncoderMeter } from "./encoder";
import { measurementOf } from "./measurement";
import type { MediaConnection } from "../connection/handover";
import { encodingsFor, type Sends, type SentTracks, type Encodings } from "./upstream";
import { atMostStills, isLow, videoAgain } from "./saving";
import { judgeStrain, RUNGS, rungOf, unstrained, type StrainState } from "./strain";
import type { Battery, Power, Rate } from "../../net/wire";

/** A video track that shows one sharp picture of the camera every few seconds. */
export interface SlowVideo {
  readonly track: MediaStreamTrack;
  /** Show a new picture now. */
  shoot(): void;
  stop(): void;
}

export type Slow = (track: MediaStreamTrack) => SlowVideo;

/** What the phone says of itself, for which the picture is lowered. */
export interface PhonePower {
  battery: Battery | null;
  /** The system says that its processor is under pressure. */
  pressed: boolean;
  /** She has chosen stills, to save the battery. */
  stills: boolean;
}

const NEEDED: Rate["video"][] = ["full", "small", "none"];

/**
 * Which of its tracks this page sends, and how: by the network, by what anybody needs, and by what
 * the phone bears.
 */
export class Sending {
  /** Judged from the network, and never more than stills while she has chosen them. */
  readonly sends: Signal<Sends> = signal("video");
  /** Why the picture is less than the network would carry; null while it is not. */
  readonly lowered: Signal<Power["lowered"]> = signal(null);
  private source: SentTracks = { audio: null, video: null };
  private standing: SendingState;
  private strain: StrainState = unstrained;
  private readonly encoder = new EncoderMeter();
  private phone: PhonePower = { battery: null, pressed: false, stills: false };
  private rate: Rate | null = null;
  /** When the socket was lost; null while there is one. */
  private awaySince: number | null = null;
  /** What is sent, whether more as a probe, and the rung. */
  private mode = "video false 0";
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
      RUNGS[this.rung],
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

  /** Take what the phone says of itself; her choice holds at once. */
  bear(phone: PhonePower, at: number): void {
    const { standing, phone: before } = this;
    this.phone = phone;
    if (phone.stills) this.standing = atMostStills(standing, standing, at);
    else if (before.stills) this.standing = videoAgain(standing, at);
    this.settle();
  }

  /**
   * Judge what is sent, about once a second, by the connections that carry the picture and the
   * socket.
   */
  judge(connections: MediaConnection[], stands: boolean, at: number): void {
    const judged = this.judgePath(connections, stands, at);
    this.standing = this.phone.stills ? atMostStills(judged, this.standing, at) : judged;
    const { pressed } = this.phone;
    const measured = { ...this.encoder.measure(connections), pressed };
    this.strain = judgeStrain(this.strain, measured, at);
    this.settle();
  }

  shoot(): void {
    this.slowed?.video.shoot();
  }

  stop(): void {
    this.slowed?.video.stop();
    this.slowed = null;
  }

  private get rung(): number {
    return rungOf(this.strain, isLow(this.phone.battery));
  }

  private judgePath(connections: MediaConnection[], stands: boolean, at: number): SendingState {
    this.awaySince = stands ? null : (this.awaySince ?? at);
    const measured = measurementOf(connections, this.awaySince === null ? 0 : at - this.awaySince);
    // The estimate never grows while the picture is sent small, or not at all.
    const full = (this.rate?.video ?? "full") === "full";
    const kbps = full ? least(measured.kbps, this.rate?.kbps ?? null) : null;
    // A page without a camera learns nothing about pictures, and needs no less than it sends.
    const idle = this.source.video === null && measured.live;
    return idle ? initialState(at) : judge(this.standing, { ...measured, kbps }, at);
  }

  /** Send as it is judged now, if that differs from what is sent. */
  private settle(): void {
    const { sends, probing } = this.standing;
    const mode = `${sends} ${probing} ${this.rung}`;
    this.sends.value = sends;
    this.lowered.value = this.why();
    if (mode === this.mode) return;
    this.mode = mode;
    this.arrange();
    this.changed();
  }

  private why(): Power["lowered"] {
    const { sends } = this.standing;
    if (sends === "stills" && this.phone.stills) return "stills";
    if (sends !== "video" || this.rung === 0) return null;
    return this.strain.rung > 0 ? "heat" : "battery";
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
