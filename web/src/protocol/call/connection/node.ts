import { Leg } from "./leg";
import type { SignalKind } from "../../net/signalling";
import type { Upstream } from "../sending/upstream";
import type { LegName } from "../../net/wire";

/** A leg that a node offers, and whose sound and picture it carries. */
export type NodeOffer = LegName & { of: string; sdp: string };

/** What the legs with one node need of the call around them. */
export interface NodePorts {
  /** `anew`: the leg replaces an earlier one. */
  connect(anew: boolean): RTCPeerConnection;
  send(kind: SignalKind, data: unknown): boolean;
  now(): number;
  /** What this page publishes on a new leg. */
  upstream(): Upstream;
  /** A leg brings somebody's media: it may replace the connection that did. */
  offered(leg: Leg): void;
  /** The leg is closed, and nothing more comes by it. */
  ended(leg: Leg): void;
  /** Whether the node says that something comes from this participant. */
  expected(of: string): boolean;
  /** A path is silent, or gone. */
  silent(): void;
  changed(): void;
}

/** A lost leg is reported this often, until the node offers a new one. */
const AGAIN = 2000;
const LOOK = 250;
/**
 * A receiving leg is silent, too, when its participant sends nothing: only a longer silence counts.
 */
const UNHEARD = 3000;
/** The old publishing leg goes on for so long, until the node has media by the new one. */
const OVERLAP = 500;
/** A phone that roams reports changes of its network more often than there are any. */
const CHANGES_APART = 1000;

/** All legs with one media node: the node offers, this page answers and reports lost paths. */
export class NodeLink {
  /** The newest leg of each participant, by whose id: only its loss is reported. */
  private readonly newest = new Map<string, Leg>();
  private readonly legs = new Map<string, Leg>();
  /** The lost legs that have been reported, and the timers that report them again. */
  private readonly asking = new Map<Leg, ReturnType<typeof setInterval>>();
  /** The ids of all offers: an offer that is repeated makes no second leg. */
  private readonly offerIds = new Set<string>();
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

  /** The connected leg on which this page publishes; null while none is. */
  get publishing(): Leg | null {
    const mine = [...this.legs.values()].filter((leg) => leg.of === this.me);
    return mine.findLast((leg) => leg.live) ?? null;
  }

  get all(): Leg[] {
    return [...this.legs.values()];
  }

  /** `of`: the participant whose media the leg carries; for this page's own it publishes. */
  async offer(id: string, of: string, sdp: string): Promise<void> {
    if (this.offerIds.has(id)) return this.legs.get(id)?.repeat();
    this.offerIds.add(id);
    const previous = this.newest.get(of);
    const leg = new Leg(
      id,
      of,
      {
        connect: () => this.ports.connect(previous !== undefined),
        send: (kind, data) => this.ports.send(kind, data),
        changed: () => this.moved(leg),
        broke: () => this.complain(leg),
      },
      of === this.me ? this.ports.upstream() : null,
    );
    this.legs.set(id, leg);
    this.newest.set(of, leg);
    if (previous) this.beQuiet(previous);
    // A publishing leg that never connected is missed by nobody.
    if (previous && of === this.me && !previous.live) this.close(previous);
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

  /** The device has another network: the paths may be dead, even where ICE calls them connected. */
  networkChanged(): void {
    const at = this.ports.now();
    if (at - this.changedAt < CHANGES_APART) return;
    this.changedAt = at;
    for (const leg of this.newest.values()) this.complain(leg);
  }

  /** The socket is back: lost legs that could not be reported are reported now. */
  nudge(): void {
    for (const leg of this.asking.keys()) this.ports.send("lost", { leg: leg.id });
  }

  /** Another node, or direct links, take over: this node is asked for no more legs. */
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

  /** Check each leg for silence, which shows a dead path long before ICE gives it up. */
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
