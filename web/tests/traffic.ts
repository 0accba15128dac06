/** What getStats reports of every path: milliseconds, kilobits a second, a part of one. */
export interface PathFigures {
  rtt: number;
  available: number | null;
  losing: number;
}

interface Surroundings {
  /** Whether nothing comes in. */
  deaf: boolean;
  /** Whether the far end sends a picture. */
  films: boolean;
}

/** The bytes and frames that have come and gone on one connection, as getStats counts them. */
export class Traffic {
  connectedAt = 0;
  private frames = 0;
  private reportedAt = 0;
  private received = 0;
  private sent = 0;

  /** Count what has come and gone since the last report on a connection that stands. */
  run({ deaf, films }: Surroundings, firstFrame: number): void {
    const at = Date.now();
    const since = Math.max(this.reportedAt, this.connectedAt);
    this.reportedAt = at;
    if (at <= since) return;
    this.sent += 100;
    if (deaf) return;
    this.received += 100;
    const first = this.connectedAt + firstFrame;
    if (films) this.frames += Math.max(0, Math.floor((at - Math.max(since, first)) / 33));
  }

  report({ available, rtt, losing }: PathFigures): Map<string, object> {
    return new Map<string, object>([
      ["t", { id: "t", type: "transport", selectedCandidatePairId: "p" }],
      [
        "p",
        {
          ...{ id: "p", type: "candidate-pair", currentRoundTripTime: rtt / 1000 },
          ...{ bytesSent: this.sent, bytesReceived: this.received },
          ...(available !== null && { availableOutgoingBitrate: available * 1000 }),
        },
      ],
      ["i", { id: "i", type: "inbound-rtp", framesDecoded: this.frames }],
      ["r", { id: "r", type: "remote-inbound-rtp", fractionLost: losing }],
    ]);
  }
}
