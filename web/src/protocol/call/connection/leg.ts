import type { MediaConnection } from "./handover";
import type { SignalKind } from "../../net/signalling";
import { Pulse } from "./pulse";
import { readStats, type PathReading } from "../quality";
import type { MediaKind, Upstream } from "../sending/upstream";

export interface LegPorts {
  connect(): RTCPeerConnection;
  /** Returns whether the signal went: without a socket none does. */
  send(kind: SignalKind, data: unknown): boolean;
  /** Something that is shown of the participant has changed. */
  changed(): void;
  /** The path is lost. */
  broke(): void;
}

/** A path that is disconnected for a moment heals by itself. */
const FLICKER = 500;
/** Long enough for ICE and DTLS at a second's round trip with losses. */
const PATIENCE = 8000;
const FIRST_LOOK = 400;

/**
 * One connection with a node, for the media of one participant; this page publishes on its own.
 * The node has offered it, and it is negotiated once: instead of an ICE restart comes a new leg.
 */
export class Leg implements MediaConnection {
  readonly tracks: MediaStreamTrack[] = [];
  live = false;
  wasLive = false;
  rtt: number | null = null;
  last: PathReading | null = null;
  closed = false;
  private readonly pc: RTCPeerConnection;
  private readonly pulse = new Pulse();
  private watch: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly id: string,
    readonly of: string,
    private readonly ports: LegPorts,
    /** What is sent on it; null on a leg that only receives. */
    readonly upstream: Upstream | null,
  ) {
    this.pc = ports.connect();
    this.pc.onicecandidate = ({ candidate }) => {
      // The node needs no end of candidates, which some browsers signal with an empty one and with
      // null.
      if (candidate?.candidate) this.ports.send("candidate", { ...plain(candidate), leg: id });
    };
    this.pc.ontrack = ({ track }) => {
      if (upstream || this.closed) return;
      this.tracks.push(track);
      this.ports.changed();
    };
    this.pc.onconnectionstatechange = () => this.moved();
    this.pc.oniceconnectionstatechange = () => this.moved();
    this.watchFor(PATIENCE);
  }

  /** Answer the node's offer. An offer that does not fit counts as a lost path. */
  async answer(sdp: string): Promise<void> {
    const { pc } = this;
    try {
      await pc.setRemoteDescription({ type: "offer", sdp });
      if (this.upstream) this.fillLines(this.upstream);
      await pc.setLocalDescription();
      if (this.closed) return;
      if (!this.sendAnswer()) this.lose();
      this.upstream?.apply();
    } catch {
      this.lose();
    }
  }

  /** The same offer has come again, since the answer to it was lost. */
  repeat(): void {
    if (!this.closed && !this.wasLive && this.pc.localDescription) this.sendAnswer();
  }

  async measure(): Promise<PathReading | null> {
    if (this.closed) return this.last;
    const reading = readStats(await this.pc.getStats(), true);
    if (reading) this.last = reading;
    const rtt = this.live ? (reading?.rtt ?? null) : null;
    if (rtt !== this.rtt) {
      this.rtt = rtt;
      this.ports.changed();
    }
    return reading;
  }

  /**
   * Milliseconds for which the node has been silent on a path that was lively; 0 while it is not.
   */
  async silence(at: number): Promise<number> {
    if (!this.live) return 0;
    const reading = await this.measure().catch(() => null);
    if (!reading || !this.live) return 0;
    const { received, sent, rtt } = reading;
    return this.pulse.silent(at, { received, sent: this.upstream && sent, rtt });
  }

  /** Whether a publishing path has been silent for a moment, which may still mean nothing. */
  get hushed(): boolean {
    return this.live && this.upstream !== null && this.pulse.hushed;
  }

  close(): void {
    this.closed = true;
    this.live = false;
    clearTimeout(this.watch);
    this.pc.close();
  }

  private sendAnswer(): boolean {
    return this.ports.send("answer", { sdp: this.pc.localDescription?.sdp ?? "", leg: this.id });
  }

  private fillLines(upstream: Upstream): void {
    for (const line of this.pc.getTransceivers()) {
      const kind = line.receiver.track.kind as MediaKind;
      upstream.take(kind, line.sender);
      line.direction = "sendonly";
      void line.sender.replaceTrack(upstream.track(kind)).catch(() => {});
    }
  }

  private moved(): void {
    if (this.closed) return;
    const { connectionState: whole, iceConnectionState: path } = this.pc;
    const live = whole === "connected" && path !== "disconnected" && path !== "failed";
    if (whole === "failed" || whole === "closed" || path === "failed") return this.lose();
    if (live === this.live) return;
    this.live = live;
    this.wasLive ||= live;
    if (live) this.connected();
    else this.watchFor(FLICKER);
    this.ports.changed();
  }

  private connected(): void {
    clearTimeout(this.watch);
    this.upstream?.apply();
    // By then ICE has had an answer or two on this path, so that its round trip is known.
    this.watch = setTimeout(() => void this.measure().catch(() => {}), FIRST_LOOK);
  }

  private watchFor(milliseconds: number): void {
    clearTimeout(this.watch);
    this.watch = setTimeout(() => this.lose(), milliseconds);
  }

  private lose(): void {
    if (this.closed) return;
    clearTimeout(this.watch);
    this.live = false;
    this.rtt = null;
    this.ports.broke();
    this.ports.changed();
  }
}

export function plain(candidate: RTCIceCandidate): RTCIceCandidateInit {
  const { sdpMid, sdpMLineIndex, usernameFragment } = candidate;
  return { candidate: candidate.candidate, sdpMid, sdpMLineIndex, usernameFragment };
}
