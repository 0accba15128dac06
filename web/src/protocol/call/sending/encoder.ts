import type { MediaConnection } from "../connection/handover";
import type { EncoderReading } from "../encoder-stats";
import type { StrainMeasurement } from "./strain";

/** How busy the encoders of all connections together are, from one reading of each to the next. */
export class EncoderMeter {
  private before = new Map<MediaConnection, EncoderReading>();

  measure(connections: MediaConnection[]): Omit<StrainMeasurement, "pressed"> {
    const readings = new Map<MediaConnection, EncoderReading>();
    for (const each of connections) if (each.last?.encoder) readings.set(each, each.last.encoder);
    const parts = [...readings].flatMap(([connection, now]) => {
      const then = this.before.get(connection);
      if (!then || now.at <= then.at) return [];
      return [((now.seconds - then.seconds) * 1000) / (now.at - then.at)];
    });
    this.before = readings;
    const all = [...readings.values()];
    return {
      encoding: parts.length > 0 ? parts.reduce((sum, part) => sum + part, 0) : null,
      limited: all.some((reading) => reading.limited),
      chip: all.some((reading) => reading.chip),
    };
  }
}
