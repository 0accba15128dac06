import { DONE, isDone, parsed } from "./channel";
import type { MediaConnection } from "./handover";
import { plain } from "./leg";
import { Negotiation } from "./negotiation";
import type { SignalKind } from "../../net/signalling";
import { readStats, type PathReading } from "../quality";
import type { MediaKind, Upstream } from "../sending/upstream";
import type { Pointer } from "../../net/wire";

/** What one direct connection needs of the call around it. */
export interface PeerLinkPorts {
  connect(): RTCPeerConnection;
  /** Returns whether the signal went: without a socket none does. */
  send(kind: SignalKind, data: unknown): boolean;
  /** Something that is shown of this peer has changed. */
  changed(): void;
  /** The data channel has brought the place where the peer points. */
  pointed(data: unknown): void;
  /** So many offers in a row have led to no path, although the peer is present. */
  searched(offers: number): void;
  /** Neither side needs the connection any more, and it is closed. */
  ended(): void;
}

/** A path that is disconnected for a moment heals by itself; after that ICE restarts. */
const FLICKER = 2500;
/** Long enough for ICE to find a path through a relay; then it restarts once more. */
const PATIENCE = 8000;
const FIRST_LOOK = 400;
/** The polite side leaves the first offer to the other for this long. */
const FIRST_OFFER = 4000;
/**
 * A connection that a node has replaced stays this long for the other side, which may still use it.
 */
const LINGER = 10_000;

/**
 * The direct connection to one page of one peer. The impolite side offers one line each for sound
 * and picture, which both sides fill by `replaceTrack`: afterwards only an ICE restart negotiates.
 */
export class PeerLink implements MediaConnection {
  readonly tracks: MediaStreamTrack[] = [];
  live = false;
  /** Whether it ever connected. */
  wasLive = false;
  rtt: number | null = null;
  last: PathReading | null = null;
  /** False while no page of the peer answers: an ICE restart would reach nobody. */
  present = true;
  /** One of the two sides has let go of it: to connect again takes a new link. */
  spent = false;
  private readonly pc: RTCPeerConnection;
  private readonly channel: RTCDataChannel;
  private readonly negotiation: Negotiation;
  private closed = false;
  /** Which sides have let go of it: this one, the other one. */
  private readonly done = { here: false, there: false };
  private offers = 0;
  private watch: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly page: string,
    polite: boolean,
    readonly upstream: Upstream,
    private readonly ports: PeerLinkPorts,
  ) {
    this.pc = ports.connect();
    this.negotiation = new Negotiation(this.pc, polite, {
      send: (type, data) => this.sendDescription(type, data),
      fillLines: () => this.fillLines(),
    });
    this.listen();
    this.channel = this.pc.createDataChannel("pointer", {
      ...{ negotiated: true, id: 0, ordered: false, maxRetransmits: 0 },
    });
    this.channel.onmessage = (message) => this.hear(parsed(message.data));
    this.channel.onclose = () => this.done.here && this.end();
    if (!polite) for (const kind of ["audio", "video"] as const) this.offerLine(kind);
    this.watchFor(polite ? FIRST_OFFER : PATIENCE);
  }

  /** Returns whether the pointer went by the data channel. */
  point(at: Pointer | null): boolean {
    if (this.spent || this.channel.readyState !== "open") return false;
    this.channel.send(JSON.stringify(at));
    return true;
  }

  receive(kind: SignalKind, data: unknown): Promise<void> {
    return this.negotiation.receive(kind, data);
  }

  renew(config: RTCConfiguration): void {
    if (!this.closed) this.pc.setConfiguration(config);
  }

  /** The peer's page is back: what was sent to it meanwhile may be lost. */
  heal(): void {
    if (!this.negotiation.repeatOffer() && this.wasLive && !this.live) this.search();
  }

  /** The device has another network: ICE restarts before the old path is given up. */
  networkChanged(): void {
    if (this.present && !this.closed && this.pc.signalingState === "stable" && this.wasLive)
      this.pc.restartIce();
  }

  /**
   * A node has taken over. The other side may still use this link, so the last to finish closes it.
   */
  finish(): void {
    if (this.closed || this.done.here) return;
    this.done.here = this.spent = true;
    this.present = false;
    if (!this.live || this.channel.readyState !== "open") return this.end();
    this.channel.send(DONE);
    if (this.done.there) return this.end();
    clearTimeout(this.watch);
    this.watch = setTimeout(() => this.end(), LINGER);
  }

  async measure(): Promise<PathReading | null> {
    if (this.closed) return this.last;
    const reading = readStats(await this.pc.getStats());
    if (reading) this.last = reading;
    const rtt = this.live ? (reading?.rtt ?? null) : null;
    if (rtt !== this.rtt) {
      this.rtt = rtt;
      this.ports.changed();
    }
    return reading;
  }

  close(): void {
    this.closed = true;
    this.live = false;
    clearTimeout(this.watch);
    this.pc.close();
  }

  private end(): void {
    if (this.closed) return;
    this.close();
    this.ports.ended();
  }

  private hear(message: unknown): void {
    if (!isDone(message)) return this.ports.pointed(message);
    this.done.there = this.spent = true;
    if (this.done.here) this.end();
  }

  private listen(): void {
    const { pc } = this;
    pc.onicecandidate = ({ candidate }) => {
      // Some browsers signal the end with an empty candidate, and again with null.
      if (candidate?.candidate !== "") this.ports.send("candidate", candidate && plain(candidate));
    };
    pc.ontrack = ({ track }) => {
      this.tracks.push(track);
      this.ports.changed();
    };
    pc.onconnectionstatechange = () => this.moved();
    pc.oniceconnectionstatechange = () => this.moved();
  }

  private sendDescription(type: "offer" | "answer", data: { sdp: string }): void {
    if (this.closed) return;
    const went = this.ports.send(type, data);
    if (went && !this.live) this.offers++;
  }

  private offerLine(kind: MediaKind): void {
    const line = this.pc.addTransceiver(this.upstream.track(kind) ?? kind, {
      direction: "sendrecv",
    });
    this.upstream.take(kind, line.sender);
  }

  private fillLines(): void {
    for (const line of this.pc.getTransceivers()) {
      const kind = line.receiver.track.kind as MediaKind;
      if (this.upstream.has(kind)) continue;
      this.upstream.take(kind, line.sender);
      line.direction = "sendrecv";
      void line.sender.replaceTrack(this.upstream.track(kind)).catch(() => {});
    }
  }

  private moved(): void {
    if (this.closed) return;
    const { connectionState: whole, iceConnectionState: path } = this.pc;
    const live = whole === "connected" && path !== "disconnected" && path !== "failed";
    // A link that only lingers gets no ICE restart.
    if (this.done.here) return live ? undefined : this.end();
    if (live === this.live && path !== "failed" && whole !== "failed") return;
    this.live = live;
    this.wasLive ||= live;
    if (live) this.connected();
    else if (whole === "failed" || path === "failed") this.search();
    else this.watchFor(FLICKER);
    if (!live) this.rtt = null;
    this.ports.changed();
  }

  private connected(): void {
    clearTimeout(this.watch);
    this.offers = 0;
    this.upstream.apply();
    // By then ICE has had an answer or two on this path, so that its round trip is known.
    this.watch = setTimeout(() => void this.measure().catch(() => {}), FIRST_LOOK);
  }

  private watchFor(milliseconds: number): void {
    clearTimeout(this.watch);
    this.watch = setTimeout(() => this.search(), milliseconds);
  }

  /** Restart ICE, and again until there is a path. */
  private search(): void {
    if (this.closed || this.live) return;
    // Both sides watch: the polite one waits a little longer, so that only one of them offers.
    this.watchFor(PATIENCE + (this.negotiation.polite ? 2000 : 0));
    if (!this.present) return;
    this.ports.searched(this.offers);
    if (!this.closed) this.negotiation.restartIce();
  }
}
