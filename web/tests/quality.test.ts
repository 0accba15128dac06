import { describe, expect, test } from "vitest";
import { QualityMeter, readStats, type PathReading } from "../src/protocol/call/quality";
import type { Quality } from "../src/protocol/net/wire";

type Stat = { id: string; type: string; [more: string]: unknown };
const report = (...stats: Stat[]) => new Map(stats.map((stat) => [stat.id, stat]));
const pair = (more: object): Stat => ({
  ...{ id: "p", type: "candidate-pair", localCandidateId: "l", remoteCandidateId: "r" },
  ...{ currentRoundTripTime: 0.0424, bytesSent: 1000, bytesReceived: 500 },
  ...more,
});

describe("what a browser says of a connection", () => {
  test.each([
    [
      "its transport names the pair",
      [{ id: "t", type: "transport", selectedCandidatePairId: "p" }],
      {},
    ],
    ["the pair is marked as selected", [], { selected: true }],
    ["the pair is nominated and has succeeded", [], { nominated: true, state: "succeeded" }],
  ])("is read where %s", (_name, more, marks) => {
    const reading = readStats(report(...(more as Stat[]), pair(marks)));
    expect(reading).toMatchObject({ rtt: 42, bytes: 1500, relayed: false });
  });

  test("is nothing before a path is chosen", () => {
    expect(readStats(report(pair({ nominated: false, state: "in-progress" })))).toBeNull();
  });

  test("tells of a relay at either end", () => {
    const relay = { id: "r", type: "remote-candidate", candidateType: "relay" };
    expect(readStats(report(pair({ selected: true }), relay))?.relayed).toBe(true);
  });

  test("tells of pictures decoded, of what could be sent, and of what gets lost just now", () => {
    const now = readStats(
      report(
        pair({ selected: true, availableOutgoingBitrate: 312_400 }),
        { id: "i", type: "inbound-rtp", framesDecoded: 12 },
        { id: "m", type: "remote-inbound-rtp", fractionLost: 0.1 },
        { id: "n", type: "remote-inbound-rtp", fractionLost: 0.2 },
      ),
      true,
    );
    expect(now).toMatchObject({
      node: true,
      frames: 12,
      available: 312,
      received: 500,
      sent: 1000,
    });
    expect(now?.losing).toBeCloseTo(0.15);
  });

  test("counts what was lost both ways, and never less than nothing", () => {
    const lost = readStats(
      report(
        pair({ selected: true }),
        { id: "i", type: "inbound-rtp", packetsReceived: 90, packetsLost: 10 },
        { id: "j", type: "inbound-rtp", packetsReceived: 50, packetsLost: -3 },
        { id: "o", type: "outbound-rtp", packetsSent: 60 },
        { id: "m", type: "remote-inbound-rtp", packetsLost: 5 },
      ),
    );
    expect(lost).toMatchObject({ packets: 200, lost: 15 });
  });
});

describe("how it fared", () => {
  const reading = (more: Partial<PathReading>): PathReading => ({
    ...{ relayed: false, rtt: 40, bytes: 125_000, packets: 98, lost: 2 },
    ...{ node: false, frames: 0, received: 0, sent: 0, available: null, losing: null },
    encoder: null,
    ...more,
  });

  test("is told over all connections, also those that are closed", () => {
    let now = 0;
    const fare = new QualityMeter(() => now);
    fare.set(true, false);
    for (const rtt of [40, 44, 400]) fare.measured(rtt);
    fare.close(reading({ relayed: true }));
    now = 2000;
    expect(fare.total([reading({})])).toEqual({
      ...{
        path: "relay",
        rtt_ms: 44,
        loss: 0.02,
        kbps: 1000,
        connected_seconds: 2,
        gaps: 0,
        gap_seconds: 0,
      },
    });
  });

  const before = (path: Quality["path"]): Quality => ({
    ...{ path, rtt_ms: 80, loss: 0, kbps: 500, connected_seconds: 2, gaps: 0, gap_seconds: 0 },
  });

  test.each([
    ["a node over a relay", null, [{ node: true, relayed: true }], "node_relay"],
    [
      "a node, then page to page by a relay",
      null,
      [{ node: true }, { relayed: true }],
      "node_relay",
    ],
    ["a relay on the page before, a node on this one", "relay", [{ node: true }], "node_relay"],
    ["both on the page before", "node_relay", [{}], "node_relay"],
    ["a node on the page before", "node", [{}], "node"],
    ["a node alone", null, [{ node: true }, {}], "node"],
    ["neither", "direct", [{}], "direct"],
  ] as [string, Quality["path"] | null, Partial<PathReading>[], string][])(
    "names what was used: %s",
    (_name, earlier, [closed, open], path) => {
      const fare = new QualityMeter(() => 0, earlier && before(earlier));
      fare.close(reading(closed ?? {}));
      expect(fare.total(open ? [reading(open)] : []).path).toBe(path);
    },
  );

  test("has no round trip before one was measured", () => {
    expect(new QualityMeter(() => 0).total([])).toMatchObject({ rtt_ms: null, loss: 0, kbps: 0 });
  });
});
