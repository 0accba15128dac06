import { Leg } from "./leg";
import type { SignalKind } from "../../net/signalling";
import type { Upstream } from "../sending/upstream";
import type { LegName } from "../../net/wire";

/** A leg that a node offers, and whose sound and picture it carries. */
export type NodeOffer = LegName & { of: string; sdp: string };

/** What the legs with one node need of the call around them. */
export interface NodePorts {
  /** `anew`: in place of a leg that there was. */
  connect(anew: boolean): RTCPeerConnection;
  send(kind: SignalKind, data: unknown): boolean;
  now(): number;
  /** What this page publishes by a new leg. */
  upstream(): Upstream;
  /** A leg brings somebody's media: it may replace the one that did. */
  offered(leg: Leg): void;
  /** Closed: nothing more comes of it. */
  ended(leg: Leg): void;
  /** Whether the node says that something comes from her. */
  expected(of: string): boolean;
  /** A path is silent, or gone. */
  silent(): void;
  changed(): void;
}

/** Until a new offer comes. */
const AGAIN = 2000;
const LOOK = 250;
/** A leg that is received by is silent, too, when she whom it is of says nothing. */
const UNHEARD = 3000;
/** Long enough for the new publishing leg to be heard by the node before the old one falls silent. */
const OVERLAP = 500;
/** A phone that wanders says "changed" more often than anything changes. */
const CHANGES_APART = 1000;

/** All the legs with one page of one node: it offers, this page answers and says when a path is lost. */
export class NodeLink {
  /** By the participant whose media they carry: the newest of each, for which a new one is asked. */
  private readonly newest = new Map<string, Leg>();
  private readonly legs = new Map<string, Leg>();
  /** Those for which a new one has been asked, and the timers that ask again. */
  private readonly asking = new Map<Leg, ReturnType<typeof setInterval>>();
  /** Ids that were offered: said again, an offer makes no second leg. */
  private readonly seen = new Set<string>();
  private readonly looks: ReturnType<typeof setInterval>;
  private changedAt = -Infinity;
  private looked = 0;

  constructor(
    readonly participant: string,
    readonly page: string,
    private readonly me: string,
    private readonly ports: NodePorts,
  ) {
    this.looks = setInterval(() => void this.look(), LOOK);
  }

  /** The leg that this page publishes on and that connects; null while none does. */
  get publishing(): Leg | null {
    const mine = [...this.legs.values()].filter((leg) => leg.of === this.me);
    return mine.findLast((leg) => leg.live) ?? null;
  }

  get all(): Leg[] {
    return [...this.legs.values()];
  }

  /** `of`: whose media it carries; this page's own participant publishes on it. */
  async offer(id: string, of: string, sdp: string): Promise<void> {
    if (this.seen.has(id)) return this.legs.get(id)?.repeat();
    this.seen.add(id);
    const before = this.newest.get(of);
    const leg = new Leg(
      id,
      of,
      {
        connect: () => this.ports.connect(before !== undefined),
        send: (kind, data) => this.ports.send(kind, data),
        changed: () => this.moved(leg),
        broke: () => this.complain(leg),
      },
      of === this.me ? this.ports.upstream() : null,
    );
    this.legs.set(id, leg);
    this.newest.set(of, leg);
    if (before) this.beQuiet(before);
    // What was to replace it has been replaced itself; one that never lived is missed by nobody.
    if (before && of === this.me && !before.live) this.close(before);
    if (of !== this.me) this.ports.offered(leg);
    await leg.answer(sdp);
  }

  retired(id: string): void {
    const leg = this.legs.get(id);
    if (leg) this.close(leg);
  }

  close(leg: Leg): void {
    if (this.legs.get(leg.id) !== leg) return;
    this.beQuiet(leg);
    this.legs.delete(leg.id);
    if (this.newest.get(leg.of) === leg) this.newest.delete(leg.of);
    leg.close();
    this.ports.ended(leg);
  }

  /** The device has another network: the paths may be dead, whatever they look like. */
  networkChanged(): void {
    const at = this.ports.now();
    if (at - this.changedAt < CHANGES_APART) return;
    this.changedAt = at;
    for (const leg of this.newest.values()) this.complain(leg);
  }

  /** The socket is back: what could not be said is said now. */
  nudge(): void {
    for (const leg of this.asking.keys()) this.ports.send("lost", { leg: leg.id });
  }

  /** Another node, or the people themselves, take over: nothing new is asked of this one. */
  stopAsking(): void {
    for (const leg of [...this.asking.keys()]) this.beQuiet(leg);
  }

  end(): void {
    clearInterval(this.looks);
    for (const leg of this.all) this.close(leg);
  }

  private complain(leg: Leg): void {
    if (this.newest.get(leg.of) !== leg || this.asking.has(leg)) return;
    const say = () => {
      this.ports.send("lost", { leg: leg.id });
      this.ports.silent();
    };
    this.asking.set(leg, setInterval(say, AGAIN));
    say();
  }

  private beQuiet(leg: Leg): void {
    clearInterval(this.asking.get(leg));
    this.asking.delete(leg);
  }

  private moved(leg: Leg): void {
    if (leg.of === this.me && leg.live) {
      const older = this.all.filter((each) => each.of === this.me && each !== leg);
      if (older.length > 0 && this.newest.get(this.me) === leg) {
        setTimeout(() => leg.live && older.forEach((each) => this.close(each)), OVERLAP);
      }
    }
    this.ports.changed();
  }

  /** A dead path shows by the node's silence long before ICE gives it up. */
  private async look(): Promise<void> {
    const at = this.ports.now();
    const rarely = this.looked++ % 4 === 0;
    for (const leg of [...this.newest.values()]) {
      if (!leg.upstream && !rarely) continue;
      const silence = await leg.silence(at);
      if (leg.hushed) this.ports.silent();
      if (leg.upstream ? silence > 0 : silence > UNHEARD && this.ports.expected(leg.of))
        this.complain(leg);
    }
  }
}
