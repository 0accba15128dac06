import type { MediaConnection } from "./handover";
import type { SignalKind } from "../../net/signalling";
import { Pulse } from "./pulse";
import { readStats, type PathReading } from "../quality";
import type { MediaKind, Upstream } from "../sending/upstream";

export interface LegPorts {
  connect(): RTCPeerConnection;
  /** Whether it went: without a socket nothing does. */
  send(kind: SignalKind, data: unknown): boolean;
  /** Something that is shown of it has changed. */
  changed(): void;
  /** There is no path any more. */
  broke(): void;
}

/** A path that only flickers heals by itself. */
const FLICKER = 500;
/** Long enough for a search at a second's round trip, with losses. */
const PATIENCE = 8000;
const FIRST_LOOK = 400;

/**
 * One connection with a node, for the media of one participant: of herself, when she publishes by it.
 * The node has offered it, and it is negotiated once: what does not connect is offered anew.
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
    /** What is sent by it; null on a leg that only receives. */
    readonly upstream: Upstream | null,
  ) {
    this.pc = ports.connect();
    this.pc.onicecandidate = ({ candidate }) => {
      // The node needs no end of them, which some browsers say with an empty one, and again with null.
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

  /** Take the node's offer. One that does not fit is as good as a path that is lost. */
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

  /** The offer has come once more, as it was: the answer to it has got lost. */
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

  /** Milliseconds that the node has been silent for on a path where it was not; 0 while it isn't. */
  async silence(at: number): Promise<number> {
    if (!this.live) return 0;
    const reading = await this.measure().catch(() => null);
    if (!reading || !this.live) return 0;
    const { heard, said, rtt } = reading;
    return this.pulse.silent(at, { heard, said: this.upstream && said, rtt });
  }

  /** Whether a publishing path has been silent for a moment, which may yet mean nothing. */
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
    if (live) this.found();
    else this.watchFor(FLICKER);
    this.ports.changed();
  }

  private found(): void {
    clearTimeout(this.watch);
    this.upstream?.apply();
    // By then the path has answered once or twice: how far it is can be said.
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
