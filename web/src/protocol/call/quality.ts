import type { Quality } from "../net/wire";
import { readEncoder, type EncoderReading } from "./encoder-stats";

/** What getStats says of one connection now; counters run since it was made. */
export interface PathReading {
  relayed: boolean;
  /** Whether its far end is a media node. */
  node: boolean;
  /** The round trip in milliseconds; null before the first answer. */
  rtt: number | null;
  bytes: number;
  packets: number;
  lost: number;
  /** The number of decoded frames. */
  frames: number;
  /** Bytes received on this path, RTCP included; ICE's keepalives are not counted. */
  received: number;
  /** Bytes sent on this path, counted in the same way. */
  sent: number;
  /** Kilobits a second that the browser believes it could send; null where it gives no estimate. */
  available: number | null;
  /**
   * The part of the sent packets that is lost just now, as the far end reports; null without a
   * report.
   */
  losing: number | null;
  /** The encoder of the picture that is sent; null without one. */
  encoder: EncoderReading | null;
}

type Stat = Record<string, unknown> & { id: string; type: string };

const number = (value: unknown): number => (typeof value === "number" ? value : 0);

/**
 * The candidate pair in use, by the transport's field or, where browsers lack it, by the pair's.
 */
function selectedPair(stats: Map<string, Stat>): Stat | undefined {
  const all = [...stats.values()];
  const transport = all.find(
    (stat) => stat.type === "transport" && stat["selectedCandidatePairId"],
  );
  if (transport) return stats.get(String(transport["selectedCandidatePairId"]));
  const pairs = all.filter((stat) => stat.type === "candidate-pair");
  return (
    pairs.find((pair) => pair["selected"] === true) ??
    pairs.find((pair) => pair["nominated"] === true && pair["state"] === "succeeded")
  );
}

/** Read a getStats report; null while no candidate pair is selected. */
export function readStats(
  report: { forEach(each: (stat: Stat) => void): void },
  node = false,
): PathReading | null {
  const stats = new Map<string, Stat>();
  report.forEach((stat) => stats.set(stat.id, stat));
  const pair = selectedPair(stats);
  if (!pair) return null;
  const ends = [pair["localCandidateId"], pair["remoteCandidateId"]].map((id) =>
    stats.get(String(id)),
  );
  const rtt = pair["currentRoundTripTime"];
  const available = pair["availableOutgoingBitrate"];
  const reading: PathReading = {
    node,
    relayed: ends.some((end) => end?.["candidateType"] === "relay"),
    rtt: typeof rtt === "number" ? Math.round(rtt * 1000) : null,
    bytes: number(pair["bytesSent"]) + number(pair["bytesReceived"]),
    packets: 0,
    lost: 0,
    frames: 0,
    received: number(pair["bytesReceived"]),
    sent: number(pair["bytesSent"]),
    available: typeof available === "number" ? Math.round(available / 1000) : null,
    losing: losingNow(stats),
    encoder: null,
  };
  for (const stat of stats.values()) count(stat, reading);
  return reading;
}

/** The mean loss over sound and picture, which are reported apart. */
function losingNow(stats: Map<string, Stat>): number | null {
  const reports = [...stats.values()].filter(
    (stat) => stat.type === "remote-inbound-rtp" && typeof stat["fractionLost"] === "number",
  );
  if (reports.length === 0) return null;
  return reports.reduce((all, stat) => all + number(stat["fractionLost"]), 0) / reports.length;
}

/**
 * Count both directions: packets received here, and packets that the peer reports to have received.
 */
function count(stat: Stat, into: PathReading): void {
  if (stat.type === "inbound-rtp") {
    into.packets += number(stat["packetsReceived"]);
    into.lost += Math.max(0, number(stat["packetsLost"]));
    into.frames += number(stat["framesDecoded"]);
  }
  if (stat.type === "outbound-rtp") {
    into.packets += number(stat["packetsSent"]);
    into.encoder ??= readEncoder(stat);
  }
  if (stat.type === "remote-inbound-rtp") into.lost += Math.max(0, number(stat["packetsLost"]));
}

const none: PathReading = {
  ...{ relayed: false, node: false, rtt: null, bytes: 0, packets: 0, lost: 0 },
  ...{ frames: 0, received: 0, sent: 0, available: null, losing: null },
  encoder: null,
};

/** The quality of all connections of one page: the time that they stood, and the gaps between. */
export class QualityMeter {
  private up: number | null = null;
  private down: number | null = null;
  private connected = 0;
  private gaps = 0;
  private gapped = 0;
  private rtts: number[] = [];
  private gone: PathReading = none;

  constructor(
    private readonly now: () => number,
    /** The quality that an earlier page of the seat had reported: a killed tab is one more gap. */
    private readonly before: Quality | null = null,
  ) {}

  /**
   * Called whenever either may have changed; `missed`: somebody is there to whom nothing connects.
   */
  set(live: boolean, missed: boolean): void {
    const at = this.now();
    if (live && this.up === null) {
      if (this.down !== null) this.gapped += at - this.down;
      this.up = at;
      this.down = null;
    }
    if (live || this.up === null) {
      if (!live && !missed) this.down = null;
      return;
    }
    this.connected += at - this.up;
    this.up = null;
    if (!missed) return;
    this.gaps += 1;
    this.down = at;
  }

  measured(rtt: number): void {
    this.rtts = [...this.rtts.slice(-599), rtt];
  }

  /** A connection is closed, and what it carried stays counted. */
  close(reading: PathReading | null): void {
    if (reading) this.gone = sum([this.gone, reading]);
  }

  total(open: PathReading[]): Quality {
    const at = this.now();
    const all = sum([this.gone, ...open]);
    const here = (this.connected + (this.up === null ? 0 : at - this.up)) / 1000;
    const gapped = (this.gapped + (this.down === null ? 0 : at - this.down)) / 1000;
    const packets = all.packets + all.lost;
    const quality: Quality = {
      path: pathOf(all),
      rtt_ms: median(this.rtts),
      loss: packets ? rounded(all.lost / packets, 10_000) : 0,
      kbps: here ? Math.round((all.bytes * 8) / 1000 / here) : 0,
      connected_seconds: rounded(here, 10),
      gaps: this.gaps,
      gap_seconds: rounded(gapped, 10),
    };
    return this.before ? together(this.before, quality) : quality;
  }
}

function sum(readings: PathReading[]): PathReading {
  return readings.reduce(
    (all, each) => ({
      ...none,
      relayed: all.relayed || each.relayed,
      node: all.node || each.node,
      rtt: each.rtt ?? all.rtt,
      bytes: all.bytes + each.bytes,
      packets: all.packets + each.packets,
      lost: all.lost + each.lost,
    }),
    none,
  );
}

/**
 * Whether a node carried any media, and whether a TURN relay did: each is independent of the other.
 */
type Used = Pick<PathReading, "node" | "relayed">;

function pathOf({ node, relayed }: Used): Quality["path"] {
  if (node) return relayed ? "node_relay" : "node";
  return relayed ? "relay" : "direct";
}

function usedBy(path: Quality["path"]): Used {
  return {
    node: path === "node" || path === "node_relay",
    relayed: path === "relay" || path === "node_relay",
  };
}

function together(before: Quality, after: Quality): Quality {
  const seconds = before.connected_seconds + after.connected_seconds;
  const weighed = (a: number, b: number) =>
    seconds ? (a * before.connected_seconds + b * after.connected_seconds) / seconds : b;
  const [then, since] = [usedBy(before.path), usedBy(after.path)];
  return {
    path: pathOf({ node: then.node || since.node, relayed: then.relayed || since.relayed }),
    rtt_ms: after.rtt_ms ?? before.rtt_ms,
    loss: rounded(weighed(before.loss, after.loss), 10_000),
    kbps: Math.round(weighed(before.kbps, after.kbps)),
    connected_seconds: rounded(seconds, 10),
    gaps: before.gaps + 1 + after.gaps,
    gap_seconds: rounded(before.gap_seconds + after.gap_seconds, 10),
  };
}

function median(values: number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? null;
}

function rounded(value: number, parts: number): number {
  return Math.round(value * parts) / parts;
}
