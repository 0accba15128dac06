import type { SignalKind } from "../../net/signalling";

export interface NegotiationPorts {
  send(type: "offer" | "answer", data: { sdp: string }): void;
  /** The other side's offer has brought its lines, which carry this side's tracks too. */
  fillLines(): void;
}

/**
 * Who offers and who answers on one peer connection, by the pattern of
 * https://www.w3.org/TR/webrtc/#perfect-negotiation-example: the polite side gives way when both
 * offer at once. The impolite side makes the first offer; afterwards either side may.
 */
export class Negotiation {
  private makingOffer = false;
  private ignoringOffer = false;
  private settingAnswer = false;
  private mayOffer: boolean;
  private offerWaits = false;
  private hasRemoteDescription = false;
  /** Candidates that came before the description they belong to. */
  private earlyCandidates: (RTCIceCandidateInit | null)[] = [];

  constructor(
    private readonly pc: RTCPeerConnection,
    readonly polite: boolean,
    private readonly ports: NegotiationPorts,
  ) {
    this.mayOffer = !polite;
    pc.onnegotiationneeded = () => void this.offer();
  }

  async receive(kind: SignalKind, data: unknown): Promise<void> {
    try {
      if (kind === "offer" || kind === "answer") {
        await this.takeDescription(kind, (data as { sdp: string }).sdp);
      } else if (kind === "candidate") {
        await this.addCandidate(data as RTCIceCandidateInit | null);
      }
    } catch {
      // A description that does not fit this state is dropped: the link then restarts ICE.
    }
  }

  /** Send the offer that waits for an answer once more; false when none does. */
  repeatOffer(): boolean {
    if (this.pc.signalingState !== "have-local-offer") return false;
    this.sendDescription();
    return true;
  }

  /**
   * Gather and check candidates anew, also from the polite side, which may not have offered yet.
   */
  restartIce(): void {
    this.mayOffer = true;
    if (this.offerWaits) void this.offer();
    else if (!this.repeatOffer()) this.pc.restartIce();
  }

  private async offer(): Promise<void> {
    if (!this.mayOffer) {
      this.offerWaits = true;
      return;
    }
    this.offerWaits = false;
    try {
      this.makingOffer = true;
      await this.pc.setLocalDescription();
      this.sendDescription();
    } catch {
      // The other side's offer came first; the browser asks for ours again once that is answered.
    } finally {
      this.makingOffer = false;
    }
  }

  private sendDescription(): void {
    const description = this.pc.localDescription;
    if (!description) return;
    this.ports.send(description.type as "offer" | "answer", { sdp: description.sdp });
  }

  private async takeDescription(type: "offer" | "answer", sdp: string): Promise<void> {
    const { pc } = this;
    // An offer that was sent twice may be answered twice: the second answer is dropped.
    if (type === "answer" && pc.signalingState !== "have-local-offer") return;
    const ready = !this.makingOffer && (pc.signalingState === "stable" || this.settingAnswer);
    this.ignoringOffer = type === "offer" && !this.polite && !ready;
    if (this.ignoringOffer) return;
    this.mayOffer = true;
    this.offerWaits = false;
    this.settingAnswer = type === "answer";
    try {
      await pc.setRemoteDescription({ type, sdp });
    } finally {
      this.settingAnswer = false;
    }
    this.hasRemoteDescription = true;
    for (const candidate of this.earlyCandidates.splice(0)) await this.addCandidate(candidate);
    if (type === "answer") return;
    this.ports.fillLines();
    await pc.setLocalDescription();
    this.sendDescription();
  }

  private async addCandidate(candidate: RTCIceCandidateInit | null): Promise<void> {
    if (!this.hasRemoteDescription) {
      this.earlyCandidates.push(candidate);
      return;
    }
    try {
      await this.pc.addIceCandidate(candidate ?? undefined);
    } catch {
      // The candidate belongs to an offer that was ignored, or to an ICE session that is over.
    }
  }
}
