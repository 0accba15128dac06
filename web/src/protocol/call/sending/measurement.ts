import type { MediaConnection } from "../connection/handover";

/**
 * What was measured just now of the path that the picture takes; null where the browser does not
 * tell.
 */
export interface PathMeasurement {
  /** Kilobits a second that the path carries, as the browser and the node estimate. */
  kbps: number | null;
  /** The round trip in milliseconds. */
  rtt: number | null;
  /** The part of the packets that is lost, 0 to 1. */
  loss: number | null;
  /** Whether any connection is live. */
  live: boolean;
  /** Milliseconds for which there has been no socket. */
  away: number;
}

/**
 * Measure the best of the connections that carry the picture: it is worth sending while anybody
 * sees it.
 */
export function measurementOf(connections: MediaConnection[], away: number): PathMeasurement {
  const live = connections.filter((each) => each.live);
  const all = (name: "available" | "rtt" | "losing") =>
    live.flatMap((each) => each.last?.[name] ?? []);
  const least = (values: number[]) => (values.length > 0 ? Math.min(...values) : null);
  const kbps = all("available");
  return {
    kbps: kbps.length > 0 ? Math.max(...kbps) : null,
    ...{ rtt: least(all("rtt")), loss: least(all("losing")), live: live.length > 0, away },
  };
}
