import { Handover, type MediaConnection } from "./connection/handover";
import type { PeerLink } from "./connection/peer-link";
import { POINTER_LASTS, readPointer } from "./pointing";
import type { Peer, PeerStatus, PeerStill } from "./peer";
import type { Flow, PhotoRule, Pointer, Power, Seated, StateData, StillSeen } from "../net/wire";

/** What one remote participant needs of the call around her. */
export interface RemoteParticipantPorts {
  newStream(): MediaStream;
  now(): number;
  retire(person: RemoteParticipant, source: MediaConnection): void;
  changed(): void;
}

/**
 * One other participant of the session: who she is, the connections to her, and what came by them.
 */
export class RemoteParticipant {
  /** The page of hers that signals go to; null while none is known. */
  page: string | null = null;
  /** The direct connection, if there is one. */
  link: PeerLink | null = null;
  /** The path by which her media are to come now. */
  via: Peer["via"] = "direct";
  /**
   * Whether this page watches her stills instead of her picture, so that no connection is waited
   * for.
   */
  watched = false;
  photoRule: PhotoRule = "allowed";
  device: StateData | null = null;
  power: Power | null = null;
  flow: Peer["flow"] = null;
  still: PeerStill | null = null;
  state: PeerStatus = "absent";
  since: number;
  readonly media: Handover;
  private pointer: Pointer | null = null;
  private fade: ReturnType<typeof setTimeout> | undefined;

  constructor(
    public who: Seated,
    private readonly ports: RemoteParticipantPorts,
  ) {
    this.since = ports.now();
    this.media = new Handover({
      newStream: () => ports.newStream(),
      now: () => ports.now(),
      changed: () => ports.changed(),
      retire: (source) => ports.retire(this, source),
      pictured: () => this.pictured(),
    });
  }

  /**
   * Take the topology's word of her. Her page is null while a restarted server does not know it.
   */
  update(who: Seated): void {
    this.who = who;
    if (who.page === null || who.page === this.page) return;
    if (this.page !== null) this.device = this.power = null;
    this.page = who.page;
  }

  hearPointer(data: unknown): void {
    const at = readPointer(data);
    if (at === undefined) return;
    clearTimeout(this.fade);
    if (at) this.fade = setTimeout(() => this.hearPointer(null), POINTER_LASTS);
    if (at === null && this.pointer === null) return;
    this.pointer = at;
    this.ports.changed();
  }

  hearFlow({ audio, video }: Flow): void {
    this.flow = { audio: audio === true, video: video === true };
    this.ports.changed();
  }

  hearStill({ of: _, ...still }: StillSeen): void {
    this.still = still;
    this.ports.changed();
  }

  /**
   * Bring her tracks and her state up to date, after something about her or her connections has
   * changed.
   */
  settle(): void {
    for (const source of [this.media.current, this.media.coming])
      if (source) this.media.sync(source);
    const state = this.standing();
    if (state !== this.state) Object.assign(this, { state, since: this.ports.now() });
  }

  drawn(): Peer {
    const { who, state, since, via, flow, still, device, power, media, photoRule } = this;
    const { id, name, role, present, consent } = who;
    const pointer = state === "live" ? this.pointer : null;
    return {
      ...{ participant: id, name, role, present, state, since, via, flow, still, device, pointer },
      ...{ rtt: media.current?.rtt ?? null, stream: media.stream, consent: consent ?? null },
      ...{ watches: who.media, power, photoRule },
    };
  }

  forget(): void {
    clearTimeout(this.fade);
    this.media.close();
  }

  private standing(): PeerStatus {
    const { current, coming } = this.media;
    const flows = this.flow !== null && (this.flow.audio || this.flow.video);
    const watched = this.watched && this.via === "node" && (this.who.present || flows);
    const live = watched || current?.live || coming?.live;
    const was =
      this.state === "live" || this.state === "reconnecting" || (current?.wasLive ?? false);
    if (live && this.via === "direct") return "live";
    if (live && (this.flow === null || this.flow.audio || this.flow.video)) return "live";
    if (!this.who.present) return "absent";
    // A participant who is present and sends nothing is live: no path is at fault.
    if (live && this.silent()) return "live";
    if (!current && !coming) return this.via === "node" ? "connecting" : "absent";
    return was ? "reconnecting" : "connecting";
  }

  private silent(): boolean {
    return this.device === null || (this.device.muted && !this.films(this.device));
  }

  private pictured(): boolean {
    if (this.flow?.video === false && this.via === "node" && this.media.current?.last?.node)
      return false;
    if (this.device === null) return this.photoRule === "allowed";
    return this.films(this.device) && this.device.sends !== "voice";
  }

  private films({ camera }: StateData): boolean {
    return camera === "on" && this.photoRule === "allowed";
  }
}
