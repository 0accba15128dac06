import type { Signal } from "@preact/signals-core";
import type { CallSignalling, Watch } from "../net/signalling";
import { Attendance } from "./attendance";
import { CallState } from "./call-state";
import { Connections, type ConnectionsPorts } from "./connection/connections";
import { OwnSigns } from "./own-signs";
import { RemoteParticipants } from "./remote-participants";
import { Pointing } from "./pointing";
import { QualityMeter } from "./quality";
import { Sending, type PhonePower, type Slow } from "./sending/sending";
import type { Sends, SentTracks } from "./sending/upstream";
import { SignalReader } from "./signal-reader";
import type { Ask, Pointer, Quality, StateData, Topology } from "../net/wire";

export interface CallOptions {
  session: string;
  participant: string;
  iceServers: RTCIceServer[];
  /** The name of this page in this call, which no other page and no other call of this page has. */
  page: string;
  signalling: CallSignalling;
  connect: ConnectionsPorts["connect"];
  now?: () => number;
  newStream?: () => MediaStream;
  /** The quality that an earlier page of this seat has reported. */
  before?: Quality | null;
  /** Makes a camera slow; without it no picture is sent where only stills would get through. */
  slow?: Slow | undefined;
  /** What this page wants of the others at first. */
  watch?: Watch;
}

const MEASURE = 1000;
/**
 * After so many offers, about half a minute of searching, the connection itself is taken for
 * broken. Each new connection is given twice as many.
 */
const OFFERS = 4;

/** One session as this page is in it: the connections to each peer keep themselves up. */
export class JoinedCall extends CallState {
  /** What this page sends by its own judgement of the network, or by her choice. */
  readonly sends: Signal<Sends>;
  private readonly attendance: Attendance;
  private readonly people: RemoteParticipants;
  private readonly connections: Connections;
  private readonly sending: Sending;
  private readonly pointing: Pointing;
  private readonly meter: QualityMeter;
  private readonly signs: OwnSigns;
  private readonly reader: SignalReader;
  private readonly now: () => number;
  private readonly measuring: ReturnType<typeof setInterval>;
  private over = false;

  constructor(private readonly options: CallOptions) {
    super();
    this.now = options.now ?? Date.now;
    this.watching.value = options.watch ?? "live";
    this.attendance = this.newAttendance();
    this.meter = new QualityMeter(this.now, options.before);
    this.sending = new Sending(this.now(), options.slow, () => this.resend());
    this.sends = this.sending.sends;
    this.connections = this.newConnections();
    this.people = this.newPeople();
    const { people, connections, sending } = this;
    this.signs = new OwnSigns({ people, connections, sending });
    this.reader = this.newReader();
    this.pointing = new Pointing((at) => this.people.point(at), this.now);
    this.measuring = setInterval(() => void this.measure(), MEASURE);
    this.attendance.enter(this.watching.peek());
  }

  /** Send these tracks; a key that is missing stays as it is, null sends nothing. */
  publish(tracks: Partial<SentTracks>): void {
    if (!this.over) this.sending.publish(tracks);
  }

  /** Point at a part of the picture, at most 30 times a second; null ends it. */
  point(at: Pointer | null): void {
    if (!this.over) this.pointing.point(at);
  }

  /**
   * Tell this page's state to all, and again to each who comes. The call itself fills in `sends`.
   */
  show(state: StateData): void {
    if (!this.over) this.signs.show(state);
  }

  /** Take what the phone says of its battery and strain: what is sent goes by it, and all hear. */
  bear(phone: PhonePower): void {
    if (this.over) return;
    this.sending.bear(phone, this.now());
    this.signs.showBattery(phone.battery);
  }

  /**
   * Ask the phone for its torch, a lens or the other camera; a `still` is asked of the node and of
   * the phone. Returns whether it went to anybody.
   */
  ask(what: Ask["what"], value: Ask["value"]): boolean {
    const toNode = what === "still" && this.connections.tellNode("ask", { what, value });
    return this.people.tellAll("ask", { what, value }) || toNode;
  }

  /** See the others live, or a still of each every few seconds, as on a wall. */
  watch(media: Watch): void {
    if (this.over || this.watching.peek() === media) return;
    this.watching.value = media;
    if (media === "stills") this.connections.closeLegs();
    this.attendance.enter(media);
  }

  /** The device has another network, or may have: the connections look for new paths at once. */
  networkChanged(): void {
    if (!this.over) this.connections.networkChanged();
  }

  /**
   * Take fresh ICE servers: the old ones' credentials expire, and the next ICE restart needs them.
   */
  renew(iceServers: RTCIceServer[]): void {
    this.connections.renew(iceServers);
  }

  /** The quality of the connections so far, for `POST …/quality`. */
  async quality(): Promise<Quality> {
    await this.measure();
    return this.meter.total(this.connections.all().flatMap((connection) => connection.last ?? []));
  }

  /** Leave on this page; the seat stays. */
  close(): void {
    if (this.over) return;
    this.attendance.leave();
    this.tearDown();
  }

  private newAttendance(): Attendance {
    const { signalling, session, page } = this.options;
    return new Attendance(signalling, session, page, {
      onTopology: (topology) => this.arrange(topology),
      onSignal: (relayed) => this.reader.read(relayed),
      onDismissed: (reason) => {
        this.ended.value = reason;
        this.tearDown();
      },
    });
  }

  private newConnections(): Connections {
    const { connect, participant: me, iceServers, signalling } = this.options;
    return new Connections(iceServers, {
      ...{ me, connect, now: this.now, silent: () => signalling.doubt() },
      send: (to, kind, data) => this.attendance.send(to, kind, data),
      tracks: () => this.sending.tracks,
      encodings: () => this.sending.encodings,
      person: (id) => this.people.get(id),
      people: () => this.people.all(),
      closed: ({ last }) => this.meter.close(last),
      changed: () => this.redraw(),
      searched: (offers) => this.searched(offers),
    });
  }

  private newPeople(): RemoteParticipants {
    return new RemoteParticipants({
      now: this.now,
      send: (to, kind, data) => this.attendance.send(to, kind, data),
      changed: () => this.redraw(),
      newStream: this.options.newStream ?? (() => new MediaStream()),
      retire: (person, connection) => this.connections.retire(person, connection),
      left: (person) => this.connections.forget(person),
    });
  }

  private newReader(): SignalReader {
    const { people, connections, sending } = this;
    return new SignalReader({
      ...{ people, connections, sending, state: this },
      me: this.options.participant,
      changed: () => this.redraw(),
    });
  }

  /** New connections on both sides, once so many offers have led to no path. */
  private searched(offers: number): void {
    this.options.signalling.doubt();
    if (offers < OFFERS * 2 ** this.attendance.restarts) return;
    if (this.connections.all().some((connection) => connection.live)) return;
    this.connections.cutAll();
    this.attendance.restart(this.watching.peek());
  }

  private resend(): void {
    this.connections.publish();
    this.connections.setEncodings();
  }

  private arrange(topology: Topology): void {
    if (this.over) return;
    const { participant: me } = this.options;
    if (this.read(topology, me)) this.connections.cutAll();
    const seated = topology.participants.filter((who) => who.role !== "media");
    this.people.seat(
      seated.filter((who) => who.id !== me),
      this.watching.peek() === "stills",
      this.photoRule.peek() ?? "allowed",
    );
    this.connections.arrange(topology);
    if (this.path.value === "direct") this.sending.heed(null);
    this.connections.nudge();
    this.signs.repeat();
    this.redraw();
  }

  private async measure(): Promise<void> {
    for (const connection of this.connections.all()) {
      const reading = await connection.measure().catch(() => null);
      if (reading?.rtt != null && connection.live) this.meter.measured(reading.rtt);
    }
    if (this.over) return;
    const socketStands = this.options.signalling.stands();
    this.sending.judge(this.connections.upstreams(), socketStands, this.now());
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
