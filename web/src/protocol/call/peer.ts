import { DONE, isDone, parsed } from "./channel";
import type { Source } from "./handover";
import { plain } from "./leg";
import type { SignalKind } from "../net/signalling";
import { read, type Reading } from "./quality";
import type { Kind, Upstream } from "./sending/upstream";
import type { Pointer } from "../net/wire";

/** What one connection needs of the call around it. */
export interface PeerPorts {
  connect(): RTCPeerConnection;
  /** Whether it went: without a socket nothing does. */
  send(kind: SignalKind, data: unknown): boolean;
  /** Something that is shown of this peer has changed. */
  changed(): void;
  /** What came by the channel: where she points. */
  pointed(data: unknown): void;
  /** So many offers in a row have led to no path to somebody who is there. */
  searched(offers: number): void;
  /** Neither side needs it any more, and it is closed. */
  ended(): void;
}

/** A path that only flickers heals by itself; one that stays gone gets a new search. */
const FLICKER = 2500;
/** Long enough for a search through a relay; then another begins. */
const PATIENCE = 8000;
const FIRST_LOOK = 400;
/** Who is polite leaves the first offer to the other. */
const FIRST_OFFER = 4000;
/** What a node has taken over is kept for the other side, which may still see by it, no longer. */
const LINGER = 10_000;

/**
 * The connection to one page of one peer, by the pattern of
 * https://www.w3.org/TR/webrtc/#perfect-negotiation-example. The impolite side makes the first
 * offer, with one line each for sound and picture that both fill by `replaceTrack`: afterwards only
 * a new search for a path negotiates, and either side may start it.
 */
export class PeerLink implements Source {
  readonly tracks: MediaStreamTrack[] = [];
  live = false;
  /** Whether it ever connected. */
  wasLive = false;
  rtt: number | null = null;
  last: Reading | null = null;
  /** False while no page of hers answers: a search would find nobody. */
  present = true;
  /** One of the two sides has let go of it: whoever connects anew needs another. */
  spent = false;
  private readonly pc: RTCPeerConnection;
  private readonly channel: RTCDataChannel;
  private makingOffer = false;
  private ignoringOffer = false;
  private answering = false;
  private mayOffer: boolean;
  private heldBack = false;
  private described = false;
  private early: (RTCIceCandidateInit | null)[] = [];
  private closed = false;
  /** Who has let go of it: this side, the other. */
  private readonly done = { here: false, there: false };
  private offers = 0;
  private watch: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly page: string,
    private readonly polite: boolean,
    readonly upstream: Upstream,
    private readonly ports: PeerPorts,
  ) {
    this.mayOffer = !polite;
    this.pc = ports.connect();
    this.listen();
    this.channel = this.pc.createDataChannel("pointer", {
      ...{ negotiated: true, id: 0, ordered: false, maxRetransmits: 0 },
    });
    this.channel.onmessage = (message) => this.hear(parsed(message.data));
    this.channel.onclose = () => this.done.here && this.end();
    if (!polite) for (const kind of ["audio", "video"] as const) this.offerLine(kind);
    this.watchFor(polite ? FIRST_OFFER : PATIENCE);
  }

  /** Whether it went by the channel. */
  point(at: Pointer | null): boolean {
    if (this.spent || this.channel.readyState !== "open") return false;
    this.channel.send(JSON.stringify(at));
    return true;
  }

  async receive(kind: SignalKind, data: unknown): Promise<void> {
    try {
      if (kind === "offer" || kind === "answer") {
        await this.describe(kind, (data as { sdp: string }).sdp);
      } else if (kind === "candidate") {
        await this.addCandidate(data as RTCIceCandidateInit | null);
      }
    } catch {
      // A description that does not fit what we have: the watch starts a new search for a path.
    }
  }

  renew(config: RTCConfiguration): void {
    if (!this.closed) this.pc.setConfiguration(config);
  }

  /** Somebody came back: what was said meanwhile may be lost. */
  heal(): void {
    if (this.pc.signalingState === "have-local-offer") this.sendDescription();
    else if (this.wasLive && !this.live) this.search();
  }

  /** The device has another network: a path is looked for before the old one is given up. */
  networkChanged(): void {
    if (this.present && !this.closed && this.pc.signalingState === "stable" && this.wasLive)
      this.pc.restartIce();
  }

  /** What came by it comes by a node now. The other side may see by it yet: who is last closes it. */
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

  async measure(): Promise<Reading | null> {
    if (this.closed) return this.last;
    const reading = read(await this.pc.getStats());
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

  private hear(said: unknown): void {
    if (!isDone(said)) return this.ports.pointed(said);
    this.done.there = this.spent = true;
    if (this.done.here) this.end();
  }

  private listen(): void {
    const { pc } = this;
    pc.onnegotiationneeded = () => void this.negotiate();
    pc.onicecandidate = ({ candidate }) => {
      // Some browsers say the end with an empty candidate, and again with null.
      if (candidate?.candidate !== "") this.ports.send("candidate", candidate && plain(candidate));
    };
    pc.ontrack = ({ track }) => {
      this.tracks.push(track);
      this.ports.changed();
    };
    pc.onconnectionstatechange = () => this.moved();
    pc.oniceconnectionstatechange = () => this.moved();
  }

  private offerLine(kind: "audio" | "video"): void {
    const line = this.pc.addTransceiver(this.upstream.track(kind) ?? kind, {
      direction: "sendrecv",
    });
    this.upstream.take(kind, line.sender);
  }

  private async negotiate(): Promise<void> {
    if (!this.mayOffer) {
      this.heldBack = true;
      return;
    }
    this.heldBack = false;
    try {
      this.makingOffer = true;
      await this.pc.setLocalDescription();
      this.sendDescription();
    } catch {
      // An offer of hers came first; ours is asked for again once hers is answered.
    } finally {
      this.makingOffer = false;
    }
  }

  private sendDescription(): void {
    const said = this.pc.localDescription;
    if (!said || this.closed) return;
    const went = this.ports.send(said.type as "offer" | "answer", { sdp: said.sdp });
    if (went && !this.live) this.offers++;
  }

  private async describe(type: "offer" | "answer", sdp: string): Promise<void> {
    const { pc } = this;
    // One answer to an offer that was said twice.
    if (type === "answer" && pc.signalingState !== "have-local-offer") return;
    const ready = !this.makingOffer && (pc.signalingState === "stable" || this.answering);
    this.ignoringOffer = type === "offer" && !this.polite && !ready;
    if (this.ignoringOffer) return;
    this.mayOffer = true;
    this.heldBack = false;
    this.answering = type === "answer";
    try {
      await pc.setRemoteDescription({ type, sdp });
    } finally {
      this.answering = false;
    }
    this.described = true;
    for (const candidate of this.early.splice(0)) await this.addCandidate(candidate);
    if (type === "answer") return;
    this.fillLines();
    await pc.setLocalDescription();
    this.sendDescription();
  }

  /** The lines that the other side has offered carry ours too. */
  private fillLines(): void {
    for (const line of this.pc.getTransceivers()) {
      const kind = line.receiver.track.kind as Kind;
      if (this.upstream.has(kind)) continue;
      this.upstream.take(kind, line.sender);
      line.direction = "sendrecv";
      void line.sender.replaceTrack(this.upstream.track(kind)).catch(() => {});
    }
  }

  private async addCandidate(candidate: RTCIceCandidateInit | null): Promise<void> {
    if (!this.described) {
      this.early.push(candidate);
      return;
    }
    try {
      await this.pc.addIceCandidate(candidate ?? undefined);
    } catch {
      // Of an offer that we ignored, or of a search that is over: the ones that count are others.
    }
  }

  private moved(): void {
    if (this.closed) return;
    const { connectionState: whole, iceConnectionState: path } = this.pc;
    const live = whole === "connected" && path !== "disconnected" && path !== "failed";
    // It was only lingering: nobody looks for its path again.
    if (this.done.here) return live ? undefined : this.end();
    if (live === this.live && path !== "failed" && whole !== "failed") return;
    this.live = live;
    this.wasLive ||= live;
    if (live) this.found();
    else if (whole === "failed" || path === "failed") this.search();
    else this.watchFor(FLICKER);
    if (!live) this.rtt = null;
    this.ports.changed();
  }

  private found(): void {
    clearTimeout(this.watch);
    this.offers = 0;
    this.upstream.apply();
    // By then the path has answered once or twice: how far it is can be said.
    this.watch = setTimeout(() => void this.measure().catch(() => {}), FIRST_LOOK);
  }

  private watchFor(milliseconds: number): void {
    clearTimeout(this.watch);
    this.watch = setTimeout(() => this.search(), milliseconds);
  }

  /** Look for a path anew, and again until there is one. */
  private search(): void {
    if (this.closed || this.live) return;
    // Both sides watch: who is polite waits a little longer, so that one of them asks.
    this.watchFor(PATIENCE + (this.polite ? 2000 : 0));
    if (!this.present) return;
    this.mayOffer = true;
    this.ports.searched(this.offers);
    if (this.closed) return;
    if (this.heldBack) void this.negotiate();
    else if (this.pc.signalingState === "have-local-offer") this.sendDescription();
    else this.pc.restartIce();
  }
}
