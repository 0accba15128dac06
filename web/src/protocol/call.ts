import { signal, type Signal } from "@preact/signals-core";
import type { Dismissal, SignalKind, SignalLine } from "./line";
import { PeerLink, type Sent } from "./peer";
import { Pointing } from "./pointing";
import { Fare } from "./quality";
import type { Ask, Pointer, Quality, Relayed, StateData, Topology } from "./wire";

export type PeerState = "connecting" | "live" | "reconnecting" | "absent";

/** Another participant of the session, as this page sees her. */
export interface Peer {
  participant: string;
  name: string;
  role: Topology["participants"][number]["role"];
  /** Whether a page of hers is there and answers the server. */
  present: boolean;
  state: PeerState;
  /** Since when it is in this state: milliseconds by our own clock. */
  since: number;
  /** Milliseconds there and back, null until measured. */
  rtt: number | null;
  /** What comes from her; its tracks are there, but silent and dark, before she sends. */
  stream: MediaStream | null;
  /** What her page last said of itself. */
  shown: StateData | null;
  /** Where she points: parts of the picture's width and height. */
  pointer: Pointer | null;
}

export interface CallOptions {
  session: string;
  participant: string;
  iceServers: RTCIceServer[];
  /** What this page is called in this call: no other page is, nor another call of this one. */
  page: string;
  line: SignalLine;
  connect: (config: RTCConfiguration) => RTCPeerConnection;
  now?: () => number;
  newStream?: () => MediaStream;
  /** What an earlier page of this seat had reported of its connection. */
  before?: Quality | null;
}

export interface Tracks {
  audio?: MediaStreamTrack | null;
  video?: MediaStreamTrack | null;
}

type Participant = Topology["participants"][number];

interface Known {
  who: Participant;
  link: PeerLink | null;
  shown: StateData | null;
  state: PeerState;
  since: number;
}

const MEASURE = 2000;
/** About half a minute of searching: then the connection itself is taken for broken. Each new one has longer. */
const OFFERS = 4;

/** One session as this page is in it: each peer's connection, kept up by itself. */
export class Call {
  readonly peers: Signal<Peer[]> = signal([]);
  /** Why it is over for this page; null while it goes on. */
  readonly ended: Signal<Dismissal | null> = signal(null);
  /** What an expert last asked this phone for; a new object each time. */
  readonly asked: Signal<Ask | null> = signal(null);
  private readonly known = new Map<string, Known>();
  private readonly pointing: Pointing;
  private readonly fare: Fare;
  private readonly now: () => number;
  private readonly measuring: ReturnType<typeof setInterval>;
  private exit: () => void;
  private page: string;
  private fresh = 0;
  private sent: Sent = { audio: null, video: null };
  private state: StateData | null = null;
  private iceServers: RTCIceServer[];
  private over = false;

  constructor(private readonly options: CallOptions) {
    this.now = options.now ?? Date.now;
    this.iceServers = options.iceServers;
    this.fare = new Fare(this.now, options.before);
    this.pointing = new Pointing((at) => this.links().forEach((link) => link.point(at)), this.now);
    this.measuring = setInterval(() => void this.measure(), MEASURE);
    this.page = options.page;
    this.exit = this.enter();
  }

  /** What this page sends; a key that is missing stays as it is, null sends nothing. */
  publish(tracks: Tracks): void {
    this.sent = { ...this.sent, ...tracks };
    for (const link of this.links()) link.publish(this.sent);
  }

  /** Point at a part of the picture, at most 30 times a second; null: no more. */
  point(at: Pointer | null): void {
    if (!this.over) this.pointing.point(at);
  }

  /** Say what this page shows of itself: to all, and again to each who comes. */
  show(state: StateData): void {
    this.state = state;
    this.tellAll("state", state);
  }

  /** Ask the phone for its torch, a lens or the other camera. */
  ask(what: Ask["what"], value: Ask["value"]): void {
    this.tellAll("ask", { what, value });
  }

  /** Fresh servers: the old ones' credentials end, and the next search for a path needs them. */
  renew(iceServers: RTCIceServer[]): void {
    this.iceServers = iceServers;
    for (const link of this.links()) link.renew({ iceServers });
  }

  /** How the connection has fared, for `POST …/quality`. */
  async quality(): Promise<Quality> {
    await this.measure();
    return this.fare.total(this.links().flatMap((link) => link.last ?? []));
  }

  /** Go; the seat stays. */
  close(): void {
    if (this.over) return;
    this.exit();
    this.tearDown();
  }

  private enter(): () => void {
    return this.options.line.enter(this.options.session, this.page, {
      onTopology: (topology) => this.arrange(topology),
      onSignal: (said) => this.hear(said),
      onDismissed: (reason) => {
        this.ended.value = reason;
        this.tearDown();
      },
    });
  }

  /** New connections on both sides: what goes by another name is another page to the others. */
  private startAfresh(): void {
    this.fresh++;
    this.page = `${this.options.page}-${this.fresh}`;
    for (const known of this.known.values()) {
      this.drop(known.link);
      known.link = null;
    }
    this.exit = this.enter();
  }

  private links(): PeerLink[] {
    return [...this.known.values()].flatMap((each) => each.link ?? []);
  }

  private tell(participant: string, page: string, kind: SignalKind, data: unknown): boolean {
    return this.options.line.signal(this.options.session, { participant, page }, kind, data);
  }

  private tellAll(kind: SignalKind, data: unknown): void {
    for (const { who, link } of this.known.values()) if (link) this.tell(who.id, link.page, kind, data);
  }

  private arrange(topology: Topology): void {
    if (this.over) return;
    const others = topology.participants.filter((who) => who.id !== this.options.participant);
    const ids = new Set(others.map((who) => who.id));
    for (const [id, { link }] of this.known) {
      if (ids.has(id)) continue;
      this.drop(link);
      this.known.delete(id);
    }
    for (const who of others) {
      const connect = topology.connect.find((each) => each.participant === who.id);
      this.place(who, connect);
    }
    if (this.state) this.tellAll("state", this.state);
    this.redraw();
  }

  private place(who: Participant, connect: Topology["connect"][number] | undefined): void {
    const fresh: Known = { who, link: null, shown: null, state: "absent", since: this.now() };
    const known = this.known.get(who.id) ?? fresh;
    known.who = who;
    this.known.set(who.id, known);
    // Null while it is not known: a server that was restarted learns it when she comes back.
    const page = connect?.page ?? who.page;
    if (known.link && page !== null && known.link.page !== page) {
      this.drop(known.link);
      known.link = null;
      known.shown = null;
    }
    if (known.link) {
      known.link.present = who.present;
      if (who.present) known.link.heal();
    } else if (connect) {
      known.link = this.linkTo(who.id, connect.page, connect.polite);
    }
  }

  private linkTo(participant: string, page: string, polite: boolean): PeerLink {
    const { connect, newStream } = this.options;
    return new PeerLink(page, polite, this.sent, {
      connect: () => connect({ iceServers: this.iceServers }),
      newStream: newStream ?? (() => new MediaStream()),
      send: (kind, data) => this.tell(participant, page, kind, data),
      changed: () => this.redraw(),
      searched: (offers) => {
        const others = this.links().some((link) => link.live);
        if (offers >= OFFERS * 2 ** this.fresh && !others) this.startAfresh();
      },
    });
  }

  private drop(link: PeerLink | null): void {
    if (!link) return;
    this.fare.close(link.last);
    link.close();
  }

  private hear(said: Relayed): void {
    const known = this.known.get(said.from);
    // Of somebody who has gone, or of a page that she has left.
    if (!known?.link || known.link.page !== said.page) return;
    if (said.kind === "state") {
      known.shown = said.data as StateData;
      this.redraw();
    } else if (said.kind === "ask") {
      if (known.who.role === "expert") this.asked.value = { ...(said.data as Ask) };
    } else {
      void known.link.receive(said.kind, said.data);
    }
  }

  private async measure(): Promise<void> {
    for (const link of this.links()) {
      const reading = await link.measure().catch(() => null);
      if (reading?.rtt != null && link.live) this.fare.measured(reading.rtt);
    }
  }

  private redraw(): void {
    if (this.over) return;
    const all = [...this.known.values()];
    for (const known of all) {
      const state = stateOf(known);
      if (state !== known.state) Object.assign(known, { state, since: this.now() });
    }
    this.fare.set(
      all.some((known) => known.state === "live"),
      all.some((known) => known.state === "reconnecting" || known.state === "absent"),
    );
    this.peers.value = all.map(drawn);
  }

  private tearDown(): void {
    this.over = true;
    clearInterval(this.measuring);
    this.pointing.stop();
    for (const known of this.known.values()) {
      this.drop(known.link);
      known.link = null;
    }
    this.fare.set(false, false);
    this.peers.value = [];
  }
}

function stateOf({ link, who }: Known): PeerState {
  if (link?.live) return "live";
  if (!link || !who.present) return "absent";
  return link.wasLive ? "reconnecting" : "connecting";
}

function drawn({ who, link, shown, state, since }: Known): Peer {
  const { id, name, role, present } = who;
  const pointer = state === "live" ? (link?.pointer ?? null) : null;
  const stream = link?.stream ?? null;
  return { participant: id, name, role, present, state, since, rtt: link?.rtt ?? null, stream, shown, pointer };
}
