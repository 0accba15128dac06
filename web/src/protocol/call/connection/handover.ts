import type { PathReading } from "../quality";

/**
 * A connection that carries one participant's sound and picture: a direct link, or a leg of a node.
 */
export interface MediaConnection {
  readonly tracks: readonly MediaStreamTrack[];
  readonly live: boolean;
  /** Whether it ever was live. */
  readonly wasLive: boolean;
  /** The round trip in milliseconds; null until measured. */
  readonly rtt: number | null;
  readonly last: PathReading | null;
  measure(): Promise<PathReading | null>;
}

export interface HandoverPorts {
  newStream(): MediaStream;
  now(): number;
  /** Whether a picture of the participant is to be expected at all. */
  pictured(): boolean;
  /** The connection is shown no more. */
  retire(source: MediaConnection): void;
  changed(): void;
}

const LOOK = 50;
/** A new connection is waited for at most this long after it was offered. */
export const HANDOVER_WITHIN = 10_000;
/** With no picture to lose, the sound waits this long for the new one's. */
const SOUND_FIRST = 1500;

/**
 * The change from one connection of a participant to the next, made before the old one is broken:
 * the one that is shown stays until the new one has decoded a picture. The stream is the same all
 * along, and its tracks are exchanged in one step: an element with another stream would start anew,
 * and go dark.
 */
export class Handover {
  stream: MediaStream | null = null;
  current: MediaConnection | null = null;
  coming: MediaConnection | null = null;
  private offeredAt = 0;
  private liveAt: number | null = null;
  private timer: ReturnType<typeof setInterval> | undefined;
  private looking = false;

  constructor(private readonly ports: HandoverPorts) {}

  /** Show this connection as soon as it has what the one before has. */
  take(source: MediaConnection): void {
    if (source === this.coming) return;
    this.forgetComing();
    if (source === this.current) return;
    if (!this.current) return this.show(source);
    this.coming = source;
    this.offeredAt = this.ports.now();
    this.liveAt = null;
    this.timer = setInterval(() => void this.look(), LOOK);
  }

  /** Some or all tracks of the connection have come. */
  sync(source: MediaConnection): void {
    if (source === this.current) this.fill();
  }

  /** The connection is closed, and nothing comes by it any more. */
  lose(source: MediaConnection): void {
    if (source === this.coming) this.stopLooking();
    if (source !== this.current) return;
    const next = this.coming;
    this.stopLooking();
    if (next) return this.show(next);
    // An element does not play new tracks of a stream whose tracks have all ended.
    this.current = this.stream = null;
  }

  close(): void {
    this.stopLooking();
    this.current = this.stream = null;
  }

  private forgetComing(): void {
    const { coming } = this;
    this.stopLooking();
    if (coming) this.ports.retire(coming);
  }

  private stopLooking(): void {
    clearInterval(this.timer);
    this.coming = null;
  }

  private async look(): Promise<void> {
    if (this.looking) return;
    this.looking = true;
    try {
      await Promise.all([this.coming?.measure(), this.current?.measure()]);
    } catch {
      // A connection was closed meanwhile; the next look finds what is left.
    } finally {
      this.looking = false;
    }
    if (this.coming && this.ready(this.coming)) this.show(this.coming);
  }

  private ready(coming: MediaConnection): boolean {
    const at = this.ports.now();
    if (!coming.live) return !this.current?.live && at - this.offeredAt >= HANDOVER_WITHIN;
    this.liveAt ??= at;
    const expected = this.ports.pictured() && (this.current?.last?.frames ?? 0) > 0;
    if (!expected || (coming.last?.frames ?? 0) > 0) return true;
    const patience = this.current?.live ? HANDOVER_WITHIN : SOUND_FIRST;
    return at - (this.current?.live ? this.offeredAt : this.liveAt) >= patience;
  }

  private show(source: MediaConnection): void {
    const previous = this.current;
    this.stopLooking();
    this.current = source;
    this.fill();
    if (previous) this.ports.retire(previous);
    this.ports.changed();
  }

  private fill(): void {
    this.stream ??= this.ports.newStream();
    const previous = this.stream.getTracks();
    const after = this.current?.tracks ?? [];
    for (const track of after) if (!previous.includes(track)) this.stream.addTrack(track);
    // The new tracks come first, so that the stream never ends in between.
    if (after.length > 0)
      for (const track of previous) if (!after.includes(track)) this.stream.removeTrack(track);
  }
}
