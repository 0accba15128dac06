import type { ConnectionReport } from "../../../protocol/net/wire";
import { t } from "../../../text";
import { lasting } from "../../../text/spans";

const SLOW_MS = 250;
const LOSSY = 0.02;

/** One person's connection in words: its troubles come first, its figures after them. */
export function qualityWords(connection: ConnectionReport): string {
  const words = t().job.session.quality;
  if (!connection.connected_seconds) return words.never;
  const ms = connection.rtt_ms === null ? null : Math.round(connection.rtt_ms);
  const slow = ms !== null && ms >= SLOW_MS;
  const troubles = [
    connection.gaps > 0 && words.gaps(connection.gaps, lasting(connection.gap_seconds)),
    slow && words.slow(ms),
    connection.loss >= LOSSY && words.lost(String(Math.round(connection.loss * 100))),
  ].filter((each) => typeof each === "string");
  const figures = [!slow && ms !== null && words.roundTrip(ms), words[connection.path]];
  return [...(troubles.length ? troubles : [words.good]), ...figures].filter(Boolean).join(" · ");
}
