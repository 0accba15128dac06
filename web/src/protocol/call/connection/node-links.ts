import type { MediaConnection } from "./handover";
import type { Leg } from "./leg";
import { NodeLink } from "./node";
import type { Addressee, SignalKind } from "../../net/signalling";
import type { Upstream } from "../sending/upstream";
import type { TopologyPeer } from "../../net/wire";

/** What the legs with all nodes need of the call around them. */
export interface NodeLinksPorts {
  me: string;
  /** `anew`: the connection replaces one whose path is lost, perhaps with its network. */
  connect(anew: boolean): RTCPeerConnection;
  now(): number;
  send(to: Addressee, kind: SignalKind, data: unknown): boolean;
  /** What this page publishes on a new leg. */
  upstream(): Upstream;
  /** A leg brings somebody's media: it may replace the connection that did. */
  offered(leg: Leg): void;
  /** The leg is closed, and nothing more comes by it. */
  ended(leg: Leg): void;
  /** Whether the node says that something comes from this participant. */
  expected(participant: string): boolean;
  /** A path with a node is silent, or gone. */
  silent(): void;
  /** The current node carries this page's picture since a while: direct links are left over. */
  settled(): void;
  changed(): void;
}

/** A node that another way has replaced is kept this long for those who still see by it. */
const LINGER = 10_000;
/** A node that has this page's picture by then brings everybody's: direct links are left over. */
const LEFT_OVER = 20_000;

/** The nodes of a call: the one by which media go now, and those that it has replaced. */
export class NodeLinks {
  /** The node by which media go now; null while they go directly. */
  current: NodeLink | null = null;
  private readonly byKey = new Map<string, NodeLink>();
  private readonly lingering = new Map<NodeLink, ReturnType<typeof setTimeout>>();
  private leftovers: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly ports: NodeLinksPorts) {}

  /** Every leg with every node. */
  legs(): Leg[] {
    return [...this.byKey.values()].flatMap((node) => node.all);
  }

  /** The legs on which this page publishes, replaced nodes included. */
  publishing(): Leg[] {
    return [...this.byKey.values()].flatMap((node) => node.publishing ?? []);
  }

  /** The node by a participant's and a page's name, if it is one of this call's. */
  get(participant: string, page: string): NodeLink | undefined {
    return this.byKey.get(keyOf(participant, page));
  }

  /** Media go by this node from now on; null: by none. */
  goBy(peer: TopologyPeer | null): void {
    const node = peer && (this.get(peer.participant, peer.page) ?? this.add(peer));
    if (this.current !== node) {
      clearTimeout(this.leftovers);
      if (node) this.leftovers = setTimeout(() => this.settle(), LEFT_OVER);
    }
    this.current = node;
    if (node) {
      clearTimeout(this.lingering.get(node));
      this.lingering.delete(node);
    }
    for (const other of this.byKey.values()) if (other !== node) this.linger(other);
  }

  /** Send to the current node; false when there is none. */
  tell(kind: SignalKind, data: unknown): boolean {
    if (!this.current) return false;
    const { participant, page } = this.current;
    return this.ports.send({ participant, page }, kind, data);
  }

  /** Close a leg; false when this connection is none of a node's. */
  close(connection: MediaConnection): boolean {
    for (const node of this.byKey.values()) {
      const leg = node.all.find((each) => each === connection);
      if (!leg) continue;
      node.close(leg);
      return true;
    }
    return false;
  }

  end(): void {
    for (const timer of [...this.lingering.values(), this.leftovers]) clearTimeout(timer);
    for (const node of this.byKey.values()) node.end();
    this.byKey.clear();
    this.current = null;
  }

  private settle(): void {
    if (this.current?.publishing) this.ports.settled();
  }

  /**
   * Others may still see this page by the node, so that it goes on publishing there for a while.
   */
  private linger(node: NodeLink): void {
    node.stopAsking();
    if (this.lingering.has(node)) return;
    const end = () => {
      this.lingering.delete(node);
      this.byKey.delete(keyOf(node.participant, node.page));
      node.end();
    };
    this.lingering.set(node, setTimeout(end, LINGER));
  }

  private add({ participant, page }: TopologyPeer): NodeLink {
    const { ports } = this;
    const node = new NodeLink(participant, page, ports.me, {
      connect: (anew) => ports.connect(anew),
      send: (kind, data) => ports.send({ participant, page }, kind, data),
      now: () => ports.now(),
      upstream: () => ports.upstream(),
      offered: (leg) => ports.offered(leg),
      ended: (leg) => ports.ended(leg),
      expected: (of) => ports.expected(of),
      silent: () => ports.silent(),
      changed: () => ports.changed(),
    });
    this.byKey.set(keyOf(participant, page), node);
    return node;
  }
}

const keyOf = (participant: string, page: string) => `${participant}/${page}`;
