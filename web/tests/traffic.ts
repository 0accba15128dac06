/** What getStats reports of every path: milliseconds, kilobits a second, a part of one. */
export interface PathFigures {
  rtt: number;
  available: number | null;
  losing: number;
  /** The part of the time in which a picture's encoder is at work; null where nobody tells. */
  encoding: number | null;
  /** Why an encoder gives less than it was asked for, in getStats' words. */
  limitation: string;
}

interface Surroundings {
  /** Whether nothing comes in. */
  deaf: boolean;
  /** Whether the far end sends a picture. */
  films: boolean;
  /** Whether a picture is sent from here. */
  encodes: boolean;
}

/** The bytes and frames that have come and gone on one connection, as getStats counts them. */
export class Traffic {
  connectedAt = 0;
  private frames = 0;
  private reportedAt = 0;
  private received = 0;
  private sent = 0;
  private encoded = 0;

  /** Count what has come and gone since the last report on a connection that stands. */
  run({ deaf, films, encodes }: Surroundings, firstFrame: number, encoding: number | null): void {
    const at = Date.now();
    const since = Math.max(this.reportedAt, this.connectedAt);
    this.reportedAt = at;
    if (at <= since) return;
    this.sent += 100;
    if (encodes) this.encoded += ((at - since) / 1000) * (encoding ?? 0);
    if (deaf) return;
    this.received += 100;
    const first = this.connectedAt + firstFrame;
    if (films) this.frames += Math.max(0, Math.floor((at - Math.max(since, first)) / 33));
  }

  report({ available, rtt, losing, encoding, limitation }: PathFigures): Map<string, object> {
    const encoder = {
      ...{ id: "o", type: "outbound-rtp", kind: "video", timestamp: this.reportedAt },
      ...{ totalEncodeTime: this.encoded, qualityLimitationReason: limitation },
    };
    return new Map<string, object>([
      ...(encoding === null ? [] : [["o", encoder] as const]),
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
