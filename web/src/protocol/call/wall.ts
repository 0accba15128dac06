import { computed, effect, signal, type ReadonlySignal, type Signal } from "@preact/signals-core";
import type { JoinedCall } from "./call";
import type { Dismissal, Watch } from "../net/signalling";
import type { Seat } from "../net/wire";

export interface WallSite {
  session: string;
  call: JoinedCall;
}

export interface WallPorts<Each extends WallSite> {
  /** The one that is live: seen, heard, and heard by. */
  open: Signal<Each | null>;
  begin(job: string, seat: Seat, watch: Watch): Each;
  /** Close it on this page; the seat stays. */
  close(site: Each): void;
}

/**
 * The calls of a page that has several: at most one of them live, the others watched by a still every
 * few seconds.
 */
export class Wall<Each extends WallSite> {
  /** In the order in which they were taken, which no change of the live one touches: keys go by it. */
  readonly sites: Signal<Each[]> = signal([]);
  readonly watched: ReadonlySignal<Each[]>;

  constructor(private readonly ports: WallPorts<Each>) {
    this.watched = computed(() => this.sites.value.filter((site) => site !== ports.open.value));
  }

  /** Go live with this seat's session; what was live till now is watched. */
  take(job: string, seat: Seat): Each {
    const known = this.of(seat.session.id);
    const site = known ?? this.add(job, seat, "live");
    this.goLive(site);
    return site;
  }

  /** Watch this seat's session, beside whatever is live. */
  watch(job: string, seat: Seat): void {
    if (!this.of(seat.session.id)) this.add(job, seat, "stills");
  }

  goLive(site: Each): void {
    const { open } = this.ports;
    const before = open.peek();
    if (before === site) return;
    if (before) this.setAside(before);
    open.value = site;
    site.call.watch("live");
  }

  /** Nobody is live any more; all are watched. */
  stepBack(): void {
    const { open } = this.ports;
    const before = open.peek();
    if (!before) return;
    open.value = null;
    this.setAside(before);
  }

  /** Close it on this page; the seat stays. */
  drop(site: Each): void {
    this.sites.value = this.sites.peek().filter((each) => each !== site);
    this.ports.close(site);
  }

  dropAll(): void {
    for (const site of this.sites.peek()) this.drop(site);
  }

  /**
   * Let go of watched calls that have ended, and tell of each; the live one stays until its end has
   * been read. Until the returned function is called.
   */
  sweep(ended: (site: Each, why: Dismissal) => void): () => void {
    return effect(() => {
      for (const site of this.watched.value) {
        const why = site.call.ended.value;
        if (why === null) continue;
        // Not while the effect runs: dropping changes what it reads.
        queueMicrotask(() => {
          if (!this.sites.peek().includes(site)) return;
          this.drop(site);
          ended(site, why);
        });
      }
    });
  }

  /** Only stills of it from now on. One that is over has nothing more to show. */
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
    // One of the same session that is over here has been read by coming back to it.
    const over = this.sites.peek().filter((site) => site.session === seat.session.id);
    over.forEach((site) => this.drop(site));
    const site = this.ports.begin(job, seat, watch);
    this.sites.value = [...this.sites.peek(), site];
    return site;
  }
}
