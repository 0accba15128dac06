/** What getStats says of the encoder of a picture; the seconds run since the connection was made. */
export interface EncoderReading {
  /** The browser's own time of this reading, in milliseconds. */
  at: number;
  /** The seconds for which frames were being encoded. */
  seconds: number;
  limited: boolean;
  chip: boolean;
}

/** Read one entry of a getStats report; null for any but a picture that is sent. */
export function readEncoder(stat: Record<string, unknown>): EncoderReading | null {
  const { timestamp, totalEncodeTime } = stat;
  if (stat["type"] !== "outbound-rtp" || stat["kind"] !== "video") return null;
  if (typeof timestamp !== "number" || typeof totalEncodeTime !== "number") return null;
  return {
    ...{ at: timestamp, seconds: totalEncodeTime },
    limited: stat["qualityLimitationReason"] === "cpu",
    chip: stat["powerEfficientEncoder"] === true,
  };
}
