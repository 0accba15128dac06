import { computed, effect, signal, type ReadonlySignal, type Signal } from "@preact/signals-core";
import type { JoinedCall } from "./call";
import type { Dismissal, Watch } from "../net/signalling";
import type { Seat } from "../net/wire";

export interface WallSite {
  session: string;
  call: JoinedCall;
}

export interface WallPorts<Each extends WallSite> {
  /** The call that is live: this page sees and hears its site, and is heard there. */
  open: Signal<Each | null>;
  begin(job: string, seat: Seat, watch: Watch): Each;
  /** Close the call on this page; the seat stays. */
  close(site: Each): void;
}

/**
 * The calls of a page that has several: at most one of them is live, the others are watched by a
 * still every few seconds.
 */
export class Wall<Each extends WallSite> {
  /** In the order in which they were taken, whichever is live: their keys go by it. */
  readonly sites: Signal<Each[]> = signal([]);
  readonly watched: ReadonlySignal<Each[]>;

  constructor(private readonly ports: WallPorts<Each>) {
    this.watched = computed(() => this.sites.value.filter((site) => site !== ports.open.value));
  }

  /** Go live with this seat's session; the call that was live until now is watched. */
  take(job: string, seat: Seat): Each {
    const site = this.of(seat.session.id) ?? this.add(job, seat, "live");
    this.goLive(site);
    return site;
  }

  /** Watch this seat's session beside the live one. */
  watch(job: string, seat: Seat): void {
    if (!this.of(seat.session.id)) this.add(job, seat, "stills");
  }

  goLive(site: Each): void {
    const { open } = this.ports;
    const previous = open.peek();
    if (previous === site) return;
    if (previous) this.setAside(previous);
    open.value = site;
    site.call.watch("live");
  }

  /** End being live: all calls are watched. */
  stepBack(): void {
    const { open } = this.ports;
    const previous = open.peek();
    if (!previous) return;
    open.value = null;
    this.setAside(previous);
  }

  /** Close the call on this page; the seat stays. */
  drop(site: Each): void {
    this.sites.value = this.sites.peek().filter((each) => each !== site);
    this.ports.close(site);
  }

  dropAll(): void {
    for (const site of this.sites.peek()) this.drop(site);
  }

  /**
   * Drop watched calls that have ended, and report each, until the returned function is called. The
   * live call stays until its end has been read.
   */
  sweep(ended: (site: Each, reason: Dismissal) => void): () => void {
    return effect(() => {
      for (const site of this.watched.value) {
        const reason = site.call.ended.value;
        if (reason === null) continue;
        // Dropping changes the signal that the effect reads, so it waits until the effect has run.
        queueMicrotask(() => {
          if (!this.sites.peek().includes(site)) return;
          this.drop(site);
          ended(site, reason);
        });
      }
    });
  }

  /** Watch stills of the call from now on; a call that is over is dropped. */
  private setAside(site: Each): void {
    if (site.call.ended.peek() !== null) return this.drop(site);
    site.call.publish({ audio: null, video: null });
    site.call.watch("stills");
  }

  private of(session: string): Each | undefined {
    return this.sites
      .peek()
      .find((site) => site.session === session && site.call.ended.peek() === null);
  }

  private add(job: string, seat: Seat, watch: Watch): Each {
    // An ended call of the same session has been read: the person has come back to it.
    const over = this.sites.peek().filter((site) => site.session === seat.session.id);
    over.forEach((site) => this.drop(site));
    const site = this.ports.begin(job, seat, watch);
    this.sites.value = [...this.sites.peek(), site];
    return site;
  }
}
