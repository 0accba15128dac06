import type { NodeLink } from "./node";
import { NodeLinks } from "./node-links";
import type { Leg } from "./leg";
import type { MediaConnection } from "./handover";
import { PeerLink } from "./peer-link";
import type { RemoteParticipant } from "../remote-participant";
import { relaysOf } from "./relays";
import type { Addressee, SignalKind } from "../../net/signalling";
import { Upstream, type SentTracks, type Encodings } from "../sending/upstream";
import type { Topology, TopologyPeer } from "../../net/wire";

/** What the connections of a call need of it. */
export interface ConnectionsPorts {
  me: string;
  /** `anew`: the connection replaces one whose path is lost, perhaps with its network. */
  connect(config: RTCConfiguration, anew: boolean): RTCPeerConnection;
  now(): number;
  send(to: Addressee, kind: SignalKind, data: unknown): boolean;
  /** The tracks that every connection sends now. */
  tracks(): SentTracks;
  encodings(): Encodings;
  person(id: string): RemoteParticipant | undefined;
  people(): Iterable<RemoteParticipant>;
  /** The connection is closed, and what it carried is to stay counted. */
  closed(connection: MediaConnection): void;
  changed(): void;
  /** So many offers in a row have found no path to a peer who is present. */
  searched(offers: number): void;
  /** A path with a node is silent, or gone. */
  silent(): void;
}

/**
 * The connections of a call, direct ones and those with nodes: a new one stands before the old one
 * goes.
 */
export class Connections {
  private readonly nodes: NodeLinks;
  /**
   * Direct links that the other side may still use while new ones are made; they end by themselves.
   */
  private readonly parting = new Set<PeerLink>();

  constructor(
    private iceServers: RTCIceServer[],
    private readonly ports: ConnectionsPorts,
  ) {
    this.nodes = this.newNodeLinks();
  }

  /** Connect as the topology has it; while its path is `waiting`, all stays as it is. */
  arrange(topology: Topology): void {
    // A server from before there were nodes sends no path.
    const path = topology.path ?? "direct";
    if (path === "waiting") return;
    const media = topology.participants.filter((who) => who.role === "media");
    const node = topology.connect.find((each) => media.some((who) => who.id === each.participant));
    this.nodes.goBy(path === "node" ? (node ?? null) : null);
    for (const person of this.ports.people()) {
      const peer = topology.connect.find((each) => each.participant === person.who.id);
      person.via = path;
      if (path === "direct") person.flow = null;
      if (peer && path === "direct") this.reach(person, peer);
      else if (path === "direct") this.leave(person);
      else if (person.link) person.link.present = false;
    }
  }

  all(): (PeerLink | Leg)[] {
    return [...this.links(), ...this.nodes.legs()];
  }

  /** The connections that carry this page's picture, the best ones only. */
  upstreams(): MediaConnection[] {
    const leg = this.nodes.current?.publishing;
    if (leg) return [leg];
    const links = this.links().filter((link) => link.live);
    if (links.length > 0 || this.nodes.current) return links;
    return this.nodes.publishing();
  }

  publish(): void {
    for (const { upstream } of this.all()) upstream?.publish(this.ports.tracks());
  }

  setEncodings(): void {
    for (const { upstream } of this.all()) upstream?.setEncodings(this.ports.encodings());
  }

  renew(iceServers: RTCIceServer[]): void {
    this.iceServers = iceServers;
    for (const link of this.links()) link.renew({ iceServers });
  }

  networkChanged(): void {
    this.nodes.current?.networkChanged();
    for (const link of this.links()) link.networkChanged();
  }

  /** The socket is back: what could not be sent to the node is sent now. */
  nudge(): void {
    this.nodes.current?.nudge();
  }

  /** Send to the node; false when there is none. */
  tellNode(kind: SignalKind, data: unknown): boolean {
    return this.nodes.tell(kind, data);
  }

  /** The node by a participant's and a page's name, if it is one of this call's. */
  nodeOf(participant: string, page: string): NodeLink | undefined {
    return this.nodes.get(participant, page);
  }

  isCurrent(node: NodeLink): boolean {
    return this.nodes.current === node;
  }

  /** Another connection shows the person from now on. */
  retire(person: RemoteParticipant, connection: MediaConnection): void {
    if (this.nodes.close(connection)) return;
    const link = connection as PeerLink;
    if (link === person.link) link.finish();
    else this.drop(link);
  }

  /** The person has no seat any more: every connection to her is closed. */
  forget(person: RemoteParticipant): void {
    for (const connection of [person.media.coming, person.media.current]) {
      if (connection && connection !== person.link) this.closeAny(connection);
    }
    this.cut(person);
  }

  /** Close every direct link: the next topology makes new ones. */
  cutAll(): void {
    for (const person of this.ports.people()) this.cut(person);
  }

  /** This page watches stills from now on, which no leg carries. */
  closeLegs(): void {
    for (const leg of this.nodes.legs()) this.closeAny(leg);
  }

  close(): void {
    for (const person of this.ports.people()) this.forget(person);
    for (const link of this.parting) this.drop(link);
    this.nodes.end();
  }

  private newNodeLinks(): NodeLinks {
    const { ports } = this;
    return new NodeLinks({
      me: ports.me,
      connect: (anew) => ports.connect({ iceServers: relaysOf(this.iceServers) }, anew),
      now: () => ports.now(),
      send: (to, kind, data) => ports.send(to, kind, data),
      upstream: () => this.newUpstream(),
      offered: (leg) => ports.person(leg.of)?.media.take(leg),
      ended: (leg) => {
        ports.closed(leg);
        ports.person(leg.of)?.media.lose(leg);
        ports.changed();
      },
      expected: (participant) => {
        const flow = ports.person(participant)?.flow;
        return flow?.audio === true || flow?.video === true;
      },
      silent: () => ports.silent(),
      settled: () => this.links().forEach((link) => link.finish()),
      changed: () => ports.changed(),
    });
  }

  private newUpstream(): Upstream {
    return new Upstream(this.ports.tracks(), this.ports.encodings());
  }

  private links(): PeerLink[] {
    return [...this.ports.people()].flatMap((person) => person.link ?? []);
  }

  private reach(person: RemoteParticipant, { page, polite }: TopologyPeer): void {
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
    // The link that is shown stays until the new one has as much; one that is not shown goes at
    // once.
    if (link?.spent) this.parting.add(link);
    else if (link && person.media.current !== link) this.drop(link);
    person.media.take(person.link);
  }

  /**
   * The topology connects this page to the person no more: she watches stills, or has another page.
   */
  private leave(person: RemoteParticipant): void {
    const { link, who } = person;
    if (!link) return;
    link.present = who.present;
    if (who.page !== null && who.media === "stills") this.cut(person);
    else if (who.page !== null && who.page !== link.page) this.cut(person);
  }

  private linkTo(person: RemoteParticipant, page: string, polite: boolean): PeerLink {
    const { ports } = this;
    const participant = person.who.id;
    const link: PeerLink = new PeerLink(page, polite, this.newUpstream(), {
      connect: () => ports.connect({ iceServers: this.iceServers }, false),
      send: (kind, data) => ports.send({ participant, page }, kind, data),
      changed: () => ports.changed(),
      pointed: (data) => person.hearPointer(data),
      searched: (offers) => ports.searched(offers),
      ended: () => this.ended(person, link),
    });
    return link;
  }

  private ended(person: RemoteParticipant, link: PeerLink): void {
    this.ports.closed(link);
    this.parting.delete(link);
    if (person.link === link) person.link = null;
    person.media.lose(link);
    this.ports.changed();
  }

  private cut(person: RemoteParticipant): void {
    const { link } = person;
    person.link = null;
    if (link) this.drop(link, person);
  }

  private drop(link: PeerLink, person?: RemoteParticipant): void {
    this.ports.closed(link);
    this.parting.delete(link);
    link.close();
    person?.media.lose(link);
  }

  private closeAny(connection: MediaConnection): void {
    if (!this.nodes.close(connection)) this.drop(connection as PeerLink);
  }
}
