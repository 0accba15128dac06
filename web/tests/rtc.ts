import { described, type Description } from "./description";
import { newLine, type FakeLine } from "./fake-lines";
import { Traffic, type PathFigures } from "./traffic";

/** What a connection needs of the network that it is in. */
interface ConnectionNetwork extends PathFigures {
  up: boolean;
  /** Milliseconds from a path to its first picture. */
  firstFrame: number;
  readonly connections: FakeConnection[];
  /** A name of its own for each ICE session. */
  next(): string;
  /** Find paths for the connections that lack one. */
  settle(): void;
}

class FakeChannel {
  readyState = "connecting";
  onclose: (() => void) | null = null;
  onmessage: ((message: { data: string }) => void) | null = null;
  constructor(private readonly owner: FakeConnection) {}
  send(data: string): void {
    this.owner.far()?.channel?.onmessage?.({ data });
  }
}

/**
 * The part of RTCPeerConnection that negotiation touches, by the rules of
 * https://www.w3.org/TR/webrtc/: signaling states, implicit rollback, the negotiation-needed flag,
 * and a path that stands once each side has the other's description and a candidate that fits it.
 */
export class FakeConnection {
  signalingState = "stable";
  connectionState = "new";
  iceConnectionState = "new";
  localDescription: Description | null = null;
  remoteDescription: Description | null = null;
  onnegotiationneeded: (() => void) | null = null;
  onicecandidate: ((event: { candidate: { candidate: string } | null }) => void) | null = null;
  ontrack: ((event: { track: { kind: string } }) => void) | null = null;
  onconnectionstatechange: (() => void) | null = null;
  oniceconnectionstatechange: (() => void) | null = null;
  channel: FakeChannel | null = null;
  readonly lines: FakeLine[] = [];
  readonly candidates = new Set<string>();
  restarts = 0;
  /** Whether nothing will ever connect it again. */
  broken = false;
  /** Whether nothing reaches it any more, though it looks connected. */
  deaf = false;
  /** Whether it sends a picture. */
  pictures = () =>
    this.lines.some(({ receiver, sender }) => receiver.track.kind === "video" && sender.track);
  private readonly traffic = new Traffic();
  private stable: [Description | null, Description | null] = [null, null];
  private ufrag: string;
  private needed = false;
  private restart = false;
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly network: ConnectionNetwork,
    public config: RTCConfiguration,
  ) {
    this.ufrag = network.next();
  }

  addTransceiver(track: unknown): FakeLine {
    const kind = typeof track === "string" ? track : (track as { kind: string }).kind;
    return this.line(kind, typeof track === "string" ? null : track);
  }

  getTransceivers(): FakeLine[] {
    return this.lines;
  }

  createDataChannel(): FakeChannel {
    this.channel = new FakeChannel(this);
    this.need();
    return this.channel;
  }

  setConfiguration(config: RTCConfiguration): void {
    this.config = config;
  }

  restartIce(): void {
    this.restarts++;
    this.restart = true;
    this.need();
  }

  setLocalDescription(): Promise<void> {
    return this.chained(async () => {
      const answering = this.signalingState === "have-remote-offer";
      const remote = described(this.remoteDescription);
      if (this.restart || (answering && remote?.ufrag !== described(this.stable[1])?.ufrag)) {
        this.ufrag = this.network.next();
      }
      this.restart = false;
      this.lines.forEach((line) => (line.named = true));
      const sdp = JSON.stringify({
        ufrag: this.ufrag,
        lines: this.lines.map((line) => line.receiver.track.kind),
      });
      this.localDescription = { type: answering ? "answer" : "offer", sdp };
      this.signalingState = answering ? "stable" : "have-local-offer";
      if (answering) this.settled();
      const { ufrag } = this;
      setTimeout(() => {
        this.onicecandidate?.({ candidate: { candidate: ufrag } });
        const mine = described(this.localDescription);
        if (this.localDescription && mine?.ufrag === ufrag) {
          // From now on the description holds this candidate, too.
          this.localDescription = {
            ...this.localDescription,
            sdp: JSON.stringify({ ...mine, gathered: true }),
          };
        }
      });
    });
  }

  setRemoteDescription(description: Description): Promise<void> {
    return this.chained(async () => {
      if (description.type === "offer") {
        if (this.signalingState === "have-local-offer") [this.localDescription] = this.stable;
        this.signalingState = "have-remote-offer";
        for (const kind of described(description)?.lines.slice(this.lines.length) ?? []) {
          this.line(kind, null).named = true;
          this.ontrack?.({ track: { kind } });
        }
      } else {
        if (this.signalingState !== "have-local-offer") throw new Error("InvalidStateError");
        this.signalingState = "stable";
        if (!this.stable[1])
          this.lines.forEach((line) => this.ontrack?.({ track: line.receiver.track }));
      }
      this.remoteDescription = description;
      if (description.type === "answer") this.settled();
    });
  }

  addIceCandidate(candidate?: { candidate: string }): Promise<void> {
    return this.chained(async () => {
      const remote = described(this.remoteDescription);
      if (!remote) throw new Error("InvalidStateError");
      if (!candidate) return;
      if (candidate.candidate !== remote.ufrag) throw new Error("OperationError");
      this.candidates.add(candidate.candidate);
      this.network.settle();
    });
  }

  async getStats(): Promise<Map<string, object>> {
    if (this.connectionState === "connected") {
      const deaf = this.deaf || !this.network.up;
      const films = Boolean(this.far()?.pictures());
      const { firstFrame, encoding } = this.network;
      this.traffic.run({ deaf, films, encodes: Boolean(this.pictures()) }, firstFrame, encoding);
    }
    return this.traffic.report(this.network);
  }

  close(): void {
    const far = this.far();
    this.signalingState = "closed";
    this.connectionState = "closed";
    if (far?.channel) setTimeout(() => far.channel?.onclose?.());
  }

  /** Whether the other connection is the far end of the last offer and answer. */
  fits(other: FakeConnection): boolean {
    if (this.broken || this.signalingState === "closed" || !this.stable[0]) return false;
    const far = described(other.stable[0])?.ufrag;
    return (
      far !== undefined && described(this.stable[1])?.ufrag === far && this.candidates.has(far)
    );
  }

  /** Whether it has answered an offer of the other connection. */
  answers(other: FakeConnection): boolean {
    const mine = described(this.stable[1])?.ufrag;
    return mine !== undefined && mine === described(other.stable[0])?.ufrag;
  }

  far(): FakeConnection | undefined {
    return this.network.connections.find(
      (each) => each !== this && this.fits(each) && each.fits(this),
    );
  }

  become(state: string): void {
    this.connectionState = this.iceConnectionState = state;
    if (state === "connected") this.traffic.connectedAt = Date.now();
    if (this.channel && state === "connected") this.channel.readyState = "open";
    this.onconnectionstatechange?.();
    this.oniceconnectionstatechange?.();
  }

  private line(kind: string, track: unknown): FakeLine {
    const line = newLine(kind, track);
    this.lines.push(line);
    this.need();
    return line;
  }

  private settled(): void {
    this.stable = [this.localDescription, this.remoteDescription];
    this.needed = false;
    if (this.restart || this.lines.some((line) => !line.named)) this.need();
    this.network.settle();
  }

  private need(): void {
    if (this.needed) return;
    this.needed = true;
    void this.chained(async () => {}).then(() => {
      if (this.needed && this.signalingState === "stable") this.onnegotiationneeded?.();
    });
  }

  private chained(act: () => Promise<void>): Promise<void> {
    const mine = this.turn.then(act);
    this.turn = mine.catch(() => {});
    return mine;
  }
}
