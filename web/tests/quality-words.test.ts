import { beforeAll, describe, expect, test, vi } from "vitest";
import type { ConnectionReport } from "../src/protocol/net/wire";

describe("how a connection fared", () => {
  let qualityWords: (connection: ConnectionReport) => string;
  beforeAll(async () => {
    vi.stubGlobal("navigator", { language: "en" });
    ({ qualityWords } = await import("../src/pages/job/timeline/quality-words"));
  });
  const fared = (change: Partial<ConnectionReport>) =>
    qualityWords({
      ...{ participant: "p", name: "Tess", path: "direct", rtt_ms: 42.4, loss: 0.001, kbps: 1800 },
      ...{ connected_seconds: 600, gaps: 0, gap_seconds: 0 },
      ...change,
    });

  test.each([
    ["without any trouble", {}, "good throughout · 42 ms there and back · direct"],
    ["by a relay", { path: "relay" }, "good throughout · 42 ms there and back · by a relay"],
    ["by a node", { path: "node" }, "good throughout · 42 ms there and back · by a media node"],
    [
      "by a node, over a relay",
      { path: "node_relay" },
      "good throughout · 42 ms there and back · by a media node, over a relay",
    ],
    [
      "with one gap",
      { gaps: 1, gap_seconds: 12 },
      "broke off once, for 12 s · 42 ms there and back · direct",
    ],
    [
      "slow, lossy and broken",
      { rtt_ms: 430, loss: 0.08, gaps: 3, gap_seconds: 80 },
      "broke off 3 times, for 1 min 20 s in all · slow, 430 ms there and back · 8 % of it lost · direct",
    ],
    ["never measured", { rtt_ms: null }, "good throughout · direct"],
    ["never there", { connected_seconds: 0 }, "never connected"],
  ] as [string, Partial<ConnectionReport>, string][])("%s", (_name, change, words) => {
    expect(fared(change)).toBe(words);
  });
});
