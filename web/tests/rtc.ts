/**
 * The part of RTCPeerConnection that negotiation touches, by the rules of
 * https://www.w3.org/TR/webrtc/: signaling states, implicit rollback, the negotiation-needed flag,
 * and a path that stands once each side has the other's description and a candidate that fits it.
 */
export class Network {
  up = true;
  readonly made: FakeConnection[] = [];
  private count = 0;

  connect = (config: RTCConfiguration): RTCPeerConnection => {
    const made = new FakeConnection(this, config);
    this.made.push(made);
    return made as unknown as RTCPeerConnection;
  };

  next(): string {
    return `u${++this.count}`;
  }

  /** Break the path of everything that stands; `settle` finds new ones. */
  cut(): void {
    this.up = false;
    for (const each of this.made) if (each.connectionState === "connected") each.become("disconnected");
  }

  settle(): void {
    if (!this.up) return;
    for (const one of this.made) {
      const other = this.made.find((each) => each !== one && one.fits(each) && each.fits(one));
      if (other && one.connectionState !== "connected") one.become("connected");
    }
  }
}

interface Described {
  ufrag: string;
  lines: string[];
}

const described = (description: { sdp: string } | null): Described | null =>
  description && (JSON.parse(description.sdp) as Described);

class FakeSender {
  constructor(public track: unknown) {}
  async replaceTrack(track: unknown): Promise<void> {
    this.track = track;
  }
}

interface FakeLine {
  sender: FakeSender;
  receiver: { track: { kind: string } };
  direction: string;
  named: boolean;
}

class FakeChannel {
  readyState = "connecting";
  onmessage: ((message: { data: string }) => void) | null = null;
  constructor(private readonly owner: FakeConnection) {}
  send(data: string): void {
    this.owner.far()?.channel?.onmessage?.({ data });
  }
}

type Description = { type: "offer" | "answer"; sdp: string };

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
  /** Nothing will ever connect it again. */
  broken = false;
  private stable: [Description | null, Description | null] = [null, null];
  private ufrag: string;
  private needed = false;
  private restart = false;
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly network: Network,
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
      const sdp = JSON.stringify({ ufrag: this.ufrag, lines: this.lines.map((line) => line.receiver.track.kind) });
      this.localDescription = { type: answering ? "answer" : "offer", sdp };
      this.signalingState = answering ? "stable" : "have-local-offer";
      if (answering) this.settled();
      const { ufrag } = this;
      setTimeout(() => this.onicecandidate?.({ candidate: { candidate: ufrag } }));
    });
  }

  setRemoteDescription(said: Description): Promise<void> {
    return this.chained(async () => {
      if (said.type === "offer") {
        if (this.signalingState === "have-local-offer") [this.localDescription] = this.stable;
        this.signalingState = "have-remote-offer";
        for (const kind of described(said)?.lines.slice(this.lines.length) ?? []) {
          this.line(kind, null).named = true;
          this.ontrack?.({ track: { kind } });
        }
      } else {
        if (this.signalingState !== "have-local-offer") throw new Error("InvalidStateError");
        this.signalingState = "stable";
        if (!this.stable[1]) this.lines.forEach((line) => this.ontrack?.({ track: line.receiver.track }));
      }
      this.remoteDescription = said;
      if (said.type === "answer") this.settled();
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
    return new Map<string, object>([
      ["t", { id: "t", type: "transport", selectedCandidatePairId: "p" }],
      ["p", { id: "p", type: "candidate-pair", currentRoundTripTime: 0.042, bytesSent: 500, bytesReceived: 500 }],
    ]);
  }

  close(): void {
    this.signalingState = "closed";
    this.connectionState = "closed";
  }

  /** Whether the other is the far end of this one's last agreement. */
  fits(other: FakeConnection): boolean {
    if (this.broken || this.signalingState === "closed" || !this.stable[0]) return false;
    const far = described(other.stable[0])?.ufrag;
    return far !== undefined && described(this.stable[1])?.ufrag === far && this.candidates.has(far);
  }

  far(): FakeConnection | undefined {
    return this.network.made.find((each) => each !== this && this.fits(each) && each.fits(this));
  }

  become(state: string): void {
    this.connectionState = this.iceConnectionState = state;
    if (this.channel && state === "connected") this.channel.readyState = "open";
    this.onconnectionstatechange?.();
    this.oniceconnectionstatechange?.();
  }

  private line(kind: string, track: unknown): FakeLine {
    const made = { sender: new FakeSender(track), receiver: { track: { kind } }, direction: "recvonly", named: false };
    this.lines.push(made);
    this.need();
    return made;
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
