import { NodeLink } from "./node";
import type { Leg } from "./leg";
import type { Source } from "./handover";
import { PeerLink } from "./peer";
import type { Person } from "./person";
import { relaysOf } from "./relays";
import type { Addressee, SignalKind } from "../net/signalling";
import { Upstream, type Sent, type Shapes } from "./sending/upstream";
import type { Topology, TopologyPeer } from "../net/wire";

/** What the connections of a call need of it. */
export interface ConnectionsPorts {
  me: string;
  /** `anew`: in place of one whose path is lost, perhaps with its network. */
  connect(config: RTCConfiguration, anew: boolean): RTCPeerConnection;
  now(): number;
  send(to: Addressee, kind: SignalKind, data: unknown): boolean;
  /** What every connection sends now. */
  sent(): Sent;
  shapes(): Shapes;
  person(id: string): Person | undefined;
  people(): Iterable<Person>;
  /** It is closed: what it carried is to stay counted. */
  closed(source: Source): void;
  changed(): void;
  /** So many offers in a row have found no path to somebody who is there. */
  searched(offers: number): void;
  /** A path with a node is silent, or gone. */
  silent(): void;
}

/** What another way has taken over is kept this long for those who still see by it. */
const LINGER = 10_000;
/** A node that has this page's picture by then brings everybody's: what else stands is left over. */
const LEFT_OVER = 20_000;

/** The connections of a call, direct ones and those with nodes: made before others are broken. */
export class Connections {
  private readonly nodes = new Map<string, NodeLink>();
  private node: NodeLink | null = null;
  private readonly lingering = new Map<NodeLink, ReturnType<typeof setTimeout>>();
  /** Direct ones that somebody may still see by, though others are being made; they end by themselves. */
  private readonly parting = new Set<PeerLink>();
  private leftovers: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private iceServers: RTCIceServer[],
    private readonly ports: ConnectionsPorts,
  ) {}

  /** As the topology has it; what is `waiting` keeps what there is and makes nothing. */
  arrange(topology: Topology): void {
    // A server from before there were nodes says no path.
    const path = topology.path ?? "direct";
    if (path === "waiting") return;
    const media = topology.participants.filter((who) => who.role === "media");
    const node = topology.connect.find((each) => media.some((who) => who.id === each.participant));
    this.goBy(path === "node" ? (node ?? null) : null);
    for (const person of this.ports.people()) {
      const wanted = topology.connect.find((each) => each.participant === person.who.id);
      person.via = path;
      if (path === "direct") person.flow = null;
      if (wanted && path === "direct") this.reach(person, wanted);
      else if (path === "direct") this.leave(person);
      else if (person.link) person.link.present = false;
    }
  }

  all(): Source[] {
    return [...this.links(), ...this.legs()];
  }

  links(): PeerLink[] {
    return [...this.ports.people()].flatMap((person) => person.link ?? []);
  }

  /** The connections that carry this page's picture, those first that matter now. */
  upstreams(): Source[] {
    const leg = this.node?.publishing;
    if (leg) return [leg];
    const links = this.links().filter((link) => link.live);
    if (links.length > 0 || this.node) return links;
    return [...this.nodes.values()].flatMap((node) => node.publishing ?? []);
  }

  publish(): void {
    for (const { upstream } of this.sending()) upstream?.publish(this.ports.sent());
  }

  shape(): void {
    for (const { upstream } of this.sending()) upstream?.shape(this.ports.shapes());
  }

  renew(iceServers: RTCIceServer[]): void {
    this.iceServers = iceServers;
    for (const link of this.links()) link.renew({ iceServers });
  }

  networkChanged(): void {
    this.node?.networkChanged();
    for (const link of this.links()) link.networkChanged();
  }

  /** The socket is back. */
  nudge(): void {
    this.node?.nudge();
  }

  /** To the node, of which there is one or none. */
  tellNode(kind: SignalKind, data: unknown): boolean {
    if (!this.node) return false;
    const { participant, page } = this.node;
    return this.ports.send({ participant, page }, kind, data);
  }

  /** The node with whom these two names stand, if it is one of ours. */
  nodeOf(participant: string, page: string): NodeLink | undefined {
    return this.nodes.get(keyOf(participant, page));
  }

  isCurrent(node: NodeLink): boolean {
    return this.node === node;
  }

  /** What is shown of a person comes by another way now. */
  retire(person: Person, source: Source): void {
    for (const node of this.nodes.values()) {
      const leg = node.all.find((each) => each === source);
      if (leg) return node.close(leg);
    }
    const link = source as PeerLink;
    if (link === person.link) link.finish();
    else this.drop(link);
  }

  /** She has gone: everything to her, too. */
  forget(person: Person): void {
    for (const source of [person.media.coming, person.media.shown]) {
      if (source && source !== person.link) this.closeAny(source);
    }
    this.cut(person);
  }

  /** New direct connections are made of what comes next. */
  cutAll(): void {
    for (const person of this.ports.people()) this.cut(person);
  }

  /** Only stills are watched from now on, or nothing at all. */
  closeLegs(): void {
    for (const leg of this.legs()) this.closeAny(leg);
  }

  close(): void {
    for (const timer of [...this.lingering.values(), this.leftovers]) clearTimeout(timer);
    for (const person of this.ports.people()) this.forget(person);
    for (const link of this.parting) this.drop(link);
    for (const node of this.nodes.values()) node.end();
    this.nodes.clear();
    this.node = null;
  }

  private legs(): Leg[] {
    return [...this.nodes.values()].flatMap((node) => node.all);
  }

  private sending(): (PeerLink | Leg)[] {
    return [...this.links(), ...this.legs()];
  }

  private goBy(wanted: TopologyPeer | null): void {
    const key = wanted && keyOf(wanted.participant, wanted.page);
    const node = wanted && key ? (this.nodes.get(key) ?? this.nodeAt(wanted)) : null;
    if (this.node !== node) {
      clearTimeout(this.leftovers);
      if (node) this.leftovers = setTimeout(() => this.finishLinks(), LEFT_OVER);
    }
    this.node = node;
    if (node) {
      clearTimeout(this.lingering.get(node));
      this.lingering.delete(node);
    }
    for (const other of this.nodes.values()) if (other !== node) this.linger(other);
  }

  private finishLinks(): void {
    if (this.node?.publishing) for (const link of this.links()) link.finish();
  }

  /** Others may still see her by it, so that she goes on publishing on it for a while. */
  private linger(node: NodeLink): void {
    node.stopAsking();
    if (this.lingering.has(node)) return;
    const end = () => {
      this.lingering.delete(node);
      this.nodes.delete(keyOf(node.participant, node.page));
      node.end();
    };
    this.lingering.set(node, setTimeout(end, LINGER));
  }

  private nodeAt({ participant, page }: TopologyPeer): NodeLink {
    const { ports } = this;
    const made = new NodeLink(participant, page, ports.me, {
      connect: (anew) => ports.connect({ iceServers: relaysOf(this.iceServers) }, anew),
      send: (kind, data) => ports.send({ participant, page }, kind, data),
      now: () => ports.now(),
      upstream: () => new Upstream(ports.sent(), ports.shapes()),
      offered: (leg) => ports.person(leg.of)?.media.take(leg),
      ended: (leg) => {
        ports.closed(leg);
        ports.person(leg.of)?.media.lose(leg);
        ports.changed();
      },
      expected: (of) => {
        const flow = ports.person(of)?.flow;
        return flow?.audio === true || flow?.video === true;
      },
      silent: () => ports.silent(),
      changed: () => ports.changed(),
    });
    this.nodes.set(keyOf(participant, page), made);
    return made;
  }

  private reach(person: Person, { page, polite }: TopologyPeer): void {
    const { link, who } = person;
    if (link && link.page === page && !link.spent) {
      link.present = who.present;
      person.media.take(link);
      if (who.present) link.heal();
      return;
    }
    if (link) link.present = false;
    person.page = page;
    person.link = this.linkTo(person, page, polite);
    // What is shown stays until the new one has as much; a link that is shown no more goes at once.
    if (link?.spent) this.parting.add(link);
    else if (link && person.media.shown !== link) this.drop(link);
    person.media.take(person.link);
  }

  /** Nobody is to be connected to here: she watches stills, or her page is not known. */
  private leave(person: Person): void {
    const { link, who } = person;
    if (!link) return;
    link.present = who.present;
    if (who.page !== null && who.media === "stills") this.cut(person);
    else if (who.page !== null && who.page !== link.page) this.cut(person);
  }

  private linkTo(person: Person, page: string, polite: boolean): PeerLink {
    const { ports } = this;
    const participant = person.who.id;
    const link: PeerLink = new PeerLink(page, polite, new Upstream(ports.sent(), ports.shapes()), {
      connect: () => ports.connect({ iceServers: this.iceServers }, false),
      send: (kind, data) => ports.send({ participant, page }, kind, data),
      changed: () => ports.changed(),
      pointed: (data) => person.hearPointer(data),
      searched: (offers) => ports.searched(offers),
      ended: () => this.ended(person, link),
    });
    return link;
  }

  private ended(person: Person, link: PeerLink): void {
    this.ports.closed(link);
    this.parting.delete(link);
    if (person.link === link) person.link = null;
    person.media.lose(link);
    this.ports.changed();
  }

  private cut(person: Person): void {
    const { link } = person;
    person.link = null;
    if (link) this.drop(link, person);
  }

  private drop(link: PeerLink, person?: Person): void {
    this.ports.closed(link);
    this.parting.delete(link);
    link.close();
    person?.media.lose(link);
  }

  private closeAny(source: Source): void {
    for (const node of this.nodes.values()) {
      const leg = node.all.find((each) => each === source);
      if (leg) return node.close(leg);
    }
    this.drop(source as PeerLink);
  }
}

const keyOf = (participant: string, page: string) => `${participant}/${page}`;
