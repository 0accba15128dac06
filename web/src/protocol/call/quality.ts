import type { Quality } from "../net/wire";

/** What getStats says of one connection now; sums are since it was made. */
export interface PathReading {
  relayed: boolean;
  /** Whether its far end is a media node. */
  node: boolean;
  /** Milliseconds there and back; null before the first answer. */
  rtt: number | null;
  bytes: number;
  packets: number;
  lost: number;
  /** Pictures decoded. */
  frames: number;
  /** Bytes that came by this path, reports included; what keeps ICE alive is not counted. */
  heard: number;
  /** The same, of what went. */
  said: number;
  /** Kilobits a second that the browser believes it could send; null where it doesn't say. */
  available: number | null;
  /** The part of what is sent just now that gets lost, as the far end reports it; null: no report. */
  losing: number | null;
}

type Stat = Record<string, unknown> & { id: string; type: string };

const number = (value: unknown): number => (typeof value === "number" ? value : 0);

/** The pair in use: named by the transport, or marked by browsers that have no such field. */
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

/** Null while no path is chosen. */
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
  const made: PathReading = {
    node,
    relayed: ends.some((end) => end?.["candidateType"] === "relay"),
    rtt: typeof rtt === "number" ? Math.round(rtt * 1000) : null,
    bytes: number(pair["bytesSent"]) + number(pair["bytesReceived"]),
    packets: 0,
    lost: 0,
    frames: 0,
    heard: number(pair["bytesReceived"]),
    said: number(pair["bytesSent"]),
    available: typeof available === "number" ? Math.round(available / 1000) : null,
    losing: losingNow(stats),
  };
  for (const stat of stats.values()) count(stat, made);
  return made;
}

/** The mean over sound and picture, whose reports come apart. */
function losingNow(stats: Map<string, Stat>): number | null {
  const reports = [...stats.values()].filter(
    (stat) => stat.type === "remote-inbound-rtp" && typeof stat["fractionLost"] === "number",
  );
  if (reports.length === 0) return null;
  return reports.reduce((all, stat) => all + number(stat["fractionLost"]), 0) / reports.length;
}

/** Both ways: what was received here, and what the peer says she received. */
function count(stat: Stat, into: PathReading): void {
  if (stat.type === "inbound-rtp") {
    into.packets += number(stat["packetsReceived"]);
    into.lost += Math.max(0, number(stat["packetsLost"]));
    into.frames += number(stat["framesDecoded"]);
  }
  if (stat.type === "outbound-rtp") into.packets += number(stat["packetsSent"]);
  if (stat.type === "remote-inbound-rtp") into.lost += Math.max(0, number(stat["packetsLost"]));
}

const none: PathReading = {
  ...{ relayed: false, node: false, rtt: null, bytes: 0, packets: 0, lost: 0 },
  ...{ frames: 0, heard: 0, said: 0, available: null, losing: null },
};

/** How the connections of one page have fared: time with a picture, and the gaps between. */
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
    /** What an earlier page of the same seat had reported: a killed tab is one more gap. */
    private readonly before: Quality | null = null,
  ) {}

  /** Called whenever it may have changed; `missed`: somebody is there to whom nothing connects. */
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

  /** A connection is closed: what it carried stays counted. */
  close(reading: PathReading | null): void {
    if (reading) this.gone = sum([this.gone, reading]);
  }

  total(open: PathReading[]): Quality {
    const at = this.now();
    const all = sum([this.gone, ...open]);
    const here = (this.connected + (this.up === null ? 0 : at - this.up)) / 1000;
    const gapped = (this.gapped + (this.down === null ? 0 : at - this.down)) / 1000;
    const seen = all.packets + all.lost;
    const made: Quality = {
      path: named(all),
      rtt_ms: median(this.rtts),
      loss: seen ? rounded(all.lost / seen, 10_000) : 0,
      kbps: here ? Math.round((all.bytes * 8) / 1000 / here) : 0,
      connected_seconds: rounded(here, 10),
      gaps: this.gaps,
      gap_seconds: rounded(gapped, 10),
    };
    return this.before ? together(this.before, made) : made;
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

/** Whether a node carried any of it, and whether a relay did: the one says nothing of the other. */
type Used = Pick<PathReading, "node" | "relayed">;

function named({ node, relayed }: Used): Quality["path"] {
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
    path: named({ node: then.node || since.node, relayed: then.relayed || since.relayed }),
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
