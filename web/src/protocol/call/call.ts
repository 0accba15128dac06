import { signal, type Signal } from "@preact/signals-core";
import type { Addressee, Dismissal, SignalKind, CallSignalling, Watch } from "../net/signalling";
import type { NodeLink, NodeOffer } from "./node";
import { People } from "./people";
import type { Peer } from "./person";
import { Pointing } from "./pointing";
import { QualityMeter } from "./quality";
import { Sending, type Slow } from "./sending/sending";
import type { Sends } from "./sending/upstream";
import { Connections, type ConnectionsPorts } from "./connections";
import type {
  Ask,
  Flow,
  LegName,
  Pointer,
  Quality,
  RecordingNow,
  Relayed,
  Seated,
  StateData,
  StillSeen,
  Stored,
  Topology,
} from "../net/wire";

export type { Peer, PeerState, Still } from "./person";

export interface CallOptions {
  session: string;
  participant: string;
  iceServers: RTCIceServer[];
  /** What this page is called in this call: no other page is, nor another call of this one. */
  page: string;
  signalling: CallSignalling;
  connect: ConnectionsPorts["connect"];
  now?: () => number;
  newStream?: () => MediaStream;
  /** What an earlier page of this seat had reported of its connection. */
  before?: Quality | null;
  /** How a camera is made slow; without it no picture is sent where only stills would get through. */
  slow?: Slow | undefined;
  /** What this page wants of the others at first. */
  watch?: Watch;
}

export interface Tracks {
  audio?: MediaStreamTrack | null;
  video?: MediaStreamTrack | null;
}

const MEASURE = 1000;
/** About half a minute of searching: then the connection itself is taken for broken. Each new one has longer. */
const OFFERS = 4;

/** One session as this page is in it: the ways to each peer, kept up by themselves. */
export class Call {
  readonly peers: Signal<Peer[]> = signal([]);
  /** Why it is over for this page; null while it goes on. */
  readonly ended: Signal<Dismissal | null> = signal(null);
  /** What an expert last asked this phone for; a new object each time. */
  readonly asked: Signal<Ask | null> = signal(null);
  /** How media go as the server has it; `waiting` while it finds out. */
  readonly path: Signal<Topology["path"]> = signal("waiting");
  /** What this page sends by its own judgement of the network. */
  readonly sends: Signal<Sends>;
  /** What a node says of what comes to it from this page; null without a node. */
  readonly flow: Signal<Peer["flow"]> = signal(null);
  /** The recording that is asked for, on or paused. */
  readonly recording: Signal<RecordingNow | null> = signal(null);
  /** This participant's own answer to it. */
  readonly consent: Signal<Seated["consent"]> = signal(null);
  /** What of it disk and storage have acknowledged, each second while it is on. */
  readonly recordingStored: Signal<Stored | null> = signal(null);
  /** What this page wants of the others: their picture, or a still of each every few seconds. */
  readonly watching: Signal<Watch> = signal("live");
  private readonly people: People;
  private readonly connections: Connections;
  private readonly sending: Sending;
  private readonly pointing: Pointing;
  private readonly meter: QualityMeter;
  private readonly now: () => number;
  private readonly measuring: ReturnType<typeof setInterval>;
  private exit: () => void;
  private page: string;
  private fresh = 0;
  private state: StateData | null = null;
  private over = false;

  constructor(private readonly options: CallOptions) {
    this.now = options.now ?? Date.now;
    this.watching.value = options.watch ?? "live";
    this.meter = new QualityMeter(this.now, options.before);
    this.sending = new Sending(this.now(), options.slow, () => this.resend());
    this.sends = this.sending.sends;
    this.sends.subscribe(() => this.tellState());
    this.connections = this.newConnections();
    this.people = this.newPeople();
    this.pointing = new Pointing((at) => this.people.point(at), this.now);
    this.measuring = setInterval(() => void this.measure(), MEASURE);
    this.page = options.page;
    this.exit = this.enter();
  }

  /** What this page sends; a key that is missing stays as it is, null sends nothing. */
  publish(tracks: Tracks): void {
    if (!this.over) this.sending.publish(tracks);
  }

  /** Point at a part of the picture, at most 30 times a second; null: no more. */
  point(at: Pointer | null): void {
    if (!this.over) this.pointing.point(at);
  }

  /** Say what this page shows of itself: to all, and again to each who comes. `sends` is the call's own to say. */
  show(state: StateData): void {
    this.state = state;
    this.tellState();
  }

  /**
   * Ask the phone for its torch, a lens or the other camera; the node, and the phone, for a `still`.
   * Whether it went to anybody.
   */
  ask(what: Ask["what"], value: Ask["value"]): boolean {
    const asked = what === "still" && this.connections.tellNode("ask", { what, value });
    return this.people.tellAll("ask", { what, value }) || asked;
  }

  /** See the others live, or a still of each every few seconds, as on a wall. */
  watch(media: Watch): void {
    if (this.over || this.watching.peek() === media) return;
    this.watching.value = media;
    if (media === "stills") this.connections.closeLegs();
    this.exit = this.enter();
  }

  /** The device has another network, or may have: nothing is waited for. */
  networkChanged(): void {
    if (!this.over) this.connections.networkChanged();
  }

  /** Fresh servers: the old ones' credentials end, and the next search for a path needs them. */
  renew(iceServers: RTCIceServer[]): void {
    this.connections.renew(iceServers);
  }

  /** How the connection has fared, for `POST …/quality`. */
  async quality(): Promise<Quality> {
    await this.measure();
    return this.meter.total(this.connections.all().flatMap((way) => way.last ?? []));
  }

  /** Go; the seat stays. */
  close(): void {
    if (this.over) return;
    this.exit();
    this.tearDown();
  }

  private enter(): () => void {
    const handlers = {
      onTopology: (topology: Topology) => this.arrange(topology),
      onSignal: (said: Relayed) => this.hear(said),
      onDismissed: (reason: Dismissal) => {
        this.ended.value = reason;
        this.tearDown();
      },
    };
    return this.options.signalling.enter(
      this.options.session,
      this.page,
      handlers,
      this.watching.peek(),
    );
  }

  private newConnections(): Connections {
    const { connect, participant: me, iceServers, signalling } = this.options;
    return new Connections(iceServers, {
      ...{ me, connect, now: this.now, send: this.send, silent: () => signalling.doubt() },
      sent: () => this.sending.tracks,
      shapes: () => this.sending.shapes,
      person: (id) => this.people.get(id),
      people: () => this.people.all(),
      closed: ({ last }) => this.meter.close(last),
      changed: () => this.redraw(),
      searched: (offers) => {
        signalling.doubt();
        if (offers >= OFFERS * 2 ** this.fresh && !this.connections.all().some((way) => way.live))
          this.startAfresh();
      },
    });
  }

  private newPeople(): People {
    return new People({
      ...{ now: this.now, send: this.send, changed: () => this.redraw() },
      newStream: this.options.newStream ?? (() => new MediaStream()),
      retire: (person, source) => this.connections.retire(person, source),
      left: (person) => this.connections.forget(person),
    });
  }

  private send = (to: Addressee, kind: SignalKind, data: unknown): boolean =>
    this.options.signalling.signal(this.options.session, to, kind, data);

  /** New connections on both sides: what goes by another name is another page to the others. */
  private startAfresh(): void {
    this.fresh++;
    this.page = `${this.options.page}-${this.fresh}`;
    this.connections.cutAll();
    this.exit = this.enter();
  }

  private resend(): void {
    this.connections.publish();
    this.connections.shape();
  }

  private tellState(): void {
    // Before anything is shown there is nothing to tell, nor anybody.
    if (!this.state || this.over) return;
    const state = { ...this.state, sends: this.sends.peek() };
    this.people.tellAll("state", state);
    this.connections.tellNode("state", state);
  }

  private arrange(topology: Topology): void {
    if (this.over) return;
    const { participant: me } = this.options;
    const seated = topology.participants.filter((who) => who.role !== "media");
    this.path.value = topology.path ?? "direct";
    this.recording.value = topology.recording ?? null;
    if (!this.recording.value) this.recordingStored.value = null;
    this.consent.value = seated.find((who) => who.id === me)?.consent ?? null;
    if (this.path.value === "direct") this.flow.value = null;
    this.people.seat(
      seated.filter((who) => who.id !== me),
      this.watching.peek() === "stills",
    );
    this.connections.arrange(topology);
    if (this.path.value === "direct") this.sending.heed(null);
    this.connections.nudge();
    this.tellState();
    this.redraw();
  }

  private hear(said: Relayed): void {
    const node = this.connections.nodeOf(said.from, said.page);
    if (node) return void this.hearNode(node, said);
    const person = this.people.get(said.from);
    // Of somebody who has gone, or of a page that she has left.
    if (!person || person.page !== said.page) return;
    if (said.kind === "state") {
      person.shown = said.data as StateData;
      this.redraw();
    } else if (said.kind === "ask") {
      if (person.who.role !== "expert") return;
      if ((said.data as Ask).what === "still") this.sending.shoot();
      this.asked.value = { ...(said.data as Ask) };
    } else if (said.kind === "pointer") {
      person.hearPointer(said.data);
    } else if (person.link?.page === said.page) {
      void person.link.receive(said.kind, said.data);
    }
  }

  private hearNode(node: NodeLink, { kind, data }: Relayed): void {
    if (kind === "retired") return node.retired((data as LegName).leg);
    if (kind === "still")
      return this.people.get((data as StillSeen).of)?.hearStill(data as StillSeen);
    if (!this.connections.isCurrent(node)) return;
    if (kind === "offer") this.hearOffer(node, data as NodeOffer);
    else if (kind === "flow") this.hearFlow(data as Flow);
    else if (kind === "stored") this.recordingStored.value = data as Stored;
    else if (kind === "rate") this.sending.heed(data);
  }

  private hearOffer(node: NodeLink, { leg, of, sdp }: NodeOffer): void {
    const wanted = this.people.get(of) && this.watching.peek() === "live";
    if (wanted || of === this.options.participant) void node.offer(leg, of, sdp);
  }

  private hearFlow(flow: Flow): void {
    if (flow.of === this.options.participant)
      this.flow.value = { audio: flow.audio, video: flow.video };
    else this.people.get(flow.of)?.hearFlow(flow);
  }

  private async measure(): Promise<void> {
    for (const way of this.connections.all()) {
      const reading = await way.measure().catch(() => null);
      if (reading?.rtt != null && way.live) this.meter.measured(reading.rtt);
    }
    if (!this.over)
      this.sending.judge(
        this.connections.upstreams(),
        this.options.signalling.stands(),
        this.now(),
      );
  }

  private redraw(): void {
    if (this.over) return;
    const all = this.people.all();
    this.people.settle();
    this.meter.set(
      all.some((person) => person.state === "live"),
      all.some((person) => person.state === "reconnecting" || person.state === "absent"),
    );
    this.peers.value = this.people.drawn();
  }

  private tearDown(): void {
    this.over = true;
    clearInterval(this.measuring);
    this.pointing.stop();
    this.sending.stop();
    this.connections.close();
    this.people.forget();
    this.meter.set(false, false);
    this.peers.value = [];
  }
}
