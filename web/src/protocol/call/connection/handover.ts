import type { PathReading } from "../quality";

/** Something that brings one person's sound and picture: a connection to her, or a leg of a node. */
export interface MediaConnection {
  readonly tracks: readonly MediaStreamTrack[];
  readonly live: boolean;
  /** Whether it ever was. */
  readonly wasLive: boolean;
  /** Milliseconds there and back, null until measured. */
  readonly rtt: number | null;
  readonly last: PathReading | null;
  measure(): Promise<PathReading | null>;
}

export interface HandoverPorts {
  newStream(): MediaStream;
  now(): number;
  /** Whether a picture of hers is to be expected at all. */
  pictured(): boolean;
  /** It is shown no more. */
  retire(source: MediaConnection): void;
  changed(): void;
}

const LOOK = 50;
/** At most, from when the new one is offered. */
export const HANDOVER_WITHIN = 10_000;
/** With nothing to lose: the sound is not kept waiting for a picture any longer. */
const SOUND_FIRST = 1500;

/**
 * Where one person's sound and picture come from, made before it is broken: what is shown stays until
 * what is to come has a picture decoded. The stream is one and the same all along, and its tracks are
 * exchanged in one step: an element that was given another one would start anew, and go dark.
 */
export class Handover {
  stream: MediaStream | null = null;
  shown: MediaConnection | null = null;
  coming: MediaConnection | null = null;
  private offeredAt = 0;
  private liveAt: number | null = null;
  private timer: ReturnType<typeof setInterval> | undefined;
  private looking = false;

  constructor(private readonly ports: HandoverPorts) {}

  /** Show this one as soon as it has what the one before has. */
  take(source: MediaConnection): void {
    if (source === this.coming) return;
    this.forgetComing();
    if (source === this.shown) return;
    if (!this.shown) return this.show(source);
    this.coming = source;
    this.offeredAt = this.ports.now();
    this.liveAt = null;
    this.timer = setInterval(() => void this.look(), LOOK);
  }

  /** Its tracks have come, or some of them. */
  sync(source: MediaConnection): void {
    if (source === this.shown) this.fill();
  }

  /** It is closed: nothing comes of it any more. */
  lose(source: MediaConnection): void {
    if (source === this.coming) this.stopLooking();
    if (source !== this.shown) return;
    const next = this.coming;
    this.stopLooking();
    if (next) return this.show(next);
    // A stream whose tracks have all ended plays no others.
    this.shown = this.stream = null;
  }

  close(): void {
    this.stopLooking();
    this.shown = this.stream = null;
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
      await Promise.all([this.coming?.measure(), this.shown?.measure()]);
    } catch {
      // Closed under our hands; the next look finds what is left.
    } finally {
      this.looking = false;
    }
    if (this.coming && this.ready(this.coming)) this.show(this.coming);
  }

  private ready(coming: MediaConnection): boolean {
    const at = this.ports.now();
    if (!coming.live) return !this.shown?.live && at - this.offeredAt >= HANDOVER_WITHIN;
    this.liveAt ??= at;
    const expected = this.ports.pictured() && (this.shown?.last?.frames ?? 0) > 0;
    if (!expected || (coming.last?.frames ?? 0) > 0) return true;
    const patience = this.shown?.live ? HANDOVER_WITHIN : SOUND_FIRST;
    return at - (this.shown?.live ? this.offeredAt : this.liveAt) >= patience;
  }

  private show(source: MediaConnection): void {
    const before = this.shown;
    this.stopLooking();
    this.shown = source;
    this.fill();
    if (before) this.ports.retire(before);
    this.ports.changed();
  }

  private fill(): void {
    this.stream ??= this.ports.newStream();
    const before = this.stream.getTracks();
    const after = this.shown?.tracks ?? [];
    for (const track of after) if (!before.includes(track)) this.stream.addTrack(track);
    // The new ones first, so that the stream never ends in between.
    if (after.length > 0)
      for (const track of before) if (!after.includes(track)) this.stream.removeTrack(track);
  }
}
