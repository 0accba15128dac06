import { JoinedCall, type CallOptions } from "../src/protocol/call/call";
import type { Peer } from "../src/protocol/call/peer";
import type {
  Addressee,
  Dismissal,
  SignallingHandlers,
  SignalKind,
  CallSignalling,
  Watch,
} from "../src/protocol/net/signalling";
import type { Relayed, Topology } from "../src/protocol/net/wire";
import type { Network } from "./network";

type Role = Topology["participants"][number]["role"];

interface Seat {
  id: string;
  role: Role;
  page: string | null;
  line: RoomSignalling | null;
  media: Watch;
}

/** A session as docs/protocol.md has it: who is in it, who connects to whom, and the relay. */
export class Room {
  /** Every signal that was relayed. */
  readonly relayed: Relayed[] = [];
  lose: (signal: Relayed) => boolean = () => false;
  path: Topology["path"] = "direct";
  photo_rule: Topology["photo_rule"] = "allowed";
  recording: Topology["recording"] = null;
  readonly consents = new Map<string, "given" | "refused">();
  private readonly seats = new Map<string, Seat>();

  constructor(private readonly network: Network) {}

  /** A page of this participant opens the call. */
  open(id: string, role: Role, page: string, options: Partial<CallOptions> = {}) {
    const line = this.seat(id, role);
    const call = new JoinedCall({
      ...{
        session: "s",
        participant: id,
        iceServers: [],
        page,
        signalling: line,
        connect: this.network.connect,
      },
      newStream: () => new Tracks() as unknown as MediaStream,
      ...options,
    });
    return { call, line, peer: (): Peer => call.peers.value[0] as Peer };
  }

  seat(id: string, role: Role): RoomSignalling {
    if (!this.seats.has(id))
      this.seats.set(id, { id, role, page: null, line: null, media: "live" });
    return new RoomSignalling(this, id);
  }

  leave(id: string): void {
    this.seats.get(id)?.line?.dismiss("left");
    this.seats.delete(id);
    this.announce();
  }

  /** The server restarts: it learns who is there from the pages that come back. */
  restart(): void {
    for (const seat of this.seats.values()) Object.assign(seat, { page: null, line: null });
  }

  enter(id: string, page: string, line: RoomSignalling, media: Watch): void {
    const seat = this.seats.get(id) as Seat;
    if (seat.line !== line) seat.line?.dismiss("moved");
    Object.assign(seat, { page, line, media });
    this.announce();
  }

  exit(id: string): void {
    const seat = this.seats.get(id);
    if (seat) seat.line = null;
    this.announce();
  }

  relay(signal: Relayed, to: Addressee): void {
    const seat = this.seats.get(to.participant);
    this.relayed.push(signal);
    if (seat?.page !== to.page || this.lose(signal)) return;
    setTimeout(() => seat.line?.handlers?.onSignal(structuredClone(signal)), 5);
  }

  announce(): void {
    const seats = [...this.seats.values()];
    const participants = seats.map(({ id, role, page, line, media }) => {
      const consent = this.consents.get(id) ?? null;
      return { id, name: id, role, present: line !== null, page, media, consent };
    });
    const { path, photo_rule, recording } = this;
    for (const me of seats) {
      const connect = this.peersOf(me).map(({ id, page, role }) => ({
        ...{ participant: id, page: page ?? "", polite: role === "media" || me.id > id },
      }));
      const { line } = me;
      setTimeout(() =>
        line?.handlers?.onTopology({
          ...{ session: "s", path, photo_rule, participants, connect, recording },
        }),
      );
    }
  }

  private peersOf(me: Seat): Seat[] {
    const others = [...this.seats.values()].filter((seat) => seat !== me && seat.page);
    const nodes = others.filter((seat) => seat.role === "media");
    if (me.role === "media") return others;
    if (this.path === "node") return nodes;
    return this.path === "direct" ? others.filter((seat) => !nodes.includes(seat)) : [];
  }
}

/** One page's way into the room, which the test may break. */
export class RoomSignalling implements CallSignalling {
  handlers: SignallingHandlers | null = null;
  private page = "";
  private watch: Watch = "live";
  private broken = false;
  /** The number of times that the socket was doubted. */
  doubts = 0;

  constructor(
    private readonly room: Room,
    private readonly id: string,
  ) {}

  enter(
    _session: string,
    page: string,
    handlers: SignallingHandlers,
    watch: Watch = "live",
  ): () => void {
    this.page = page;
    this.watch = watch;
    this.handlers = handlers;
    this.room.enter(this.id, page, this, watch);
    return () => {
      this.handlers = null;
      this.room.exit(this.id);
    };
  }

  signal(session: string, to: Addressee, kind: SignalKind, data: unknown): boolean {
    if (this.broken) return false;
    this.room.relay({ session, from: this.id, page: this.page, kind, data } as Relayed, to);
    return true;
  }

  stands(): boolean {
    return !this.broken;
  }

  doubt(): void {
    this.doubts++;
  }

  /** The socket is lost, and comes back by `mend`. */
  break(): void {
    this.broken = true;
    this.room.exit(this.id);
  }

  mend(): void {
    this.broken = false;
    this.room.enter(this.id, this.page, this, this.watch);
  }

  dismiss(reason: Dismissal): void {
    const { handlers } = this;
    this.handlers = null;
    handlers?.onDismissed(reason);
  }
}

/** A fake of MediaStream. */
export class Tracks {
  readonly tracks = new Set<unknown>();
  addTrack(track: unknown): void {
    this.tracks.add(track);
  }
  removeTrack(track: unknown): void {
    this.tracks.delete(track);
  }
  getTracks(): unknown[] {
    return [...this.tracks];
  }
}
