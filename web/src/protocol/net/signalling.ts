import { SocketRefusals } from "./socket-refusals";
import type { Ack, Relayed, Topology } from "./wire";

/**
 * Why a page has no seat any more: another page has it, the session is over, or she has left it.
 */
export type Dismissal = "moved" | "ended" | "left";

export interface SignallingHandlers {
  onTopology(topology: Topology): void;
  onSignal(signal: Relayed): void;
  onDismissed(reason: Dismissal): void;
}

/** What a page wants of the others: their picture, or a still of each every few seconds. */
export type Watch = "live" | "stills";

export type SignalKind = Relayed["kind"];

/** One page of one participant. */
export interface Addressee {
  participant: string;
  page: string;
}

/**
 * What one session needs of the live connection: to enter it, and to signal to one page of a peer.
 */
interface SessionSignalling {
  /**
   * Take the page's seat now and after each reconnect, until the returned function is called. A
   * second call, with another page or another `watch`, replaces the first.
   */
  enter(session: string, page: string, handlers: SignallingHandlers, watch?: Watch): () => void;
  /**
   * Returns whether the signal went: without a connection it is dropped, since the next topology
   * tells all.
   */
  signal(session: string, to: Addressee, kind: SignalKind, data: unknown): boolean;
  /** Whether there is a connection, as far as the socket knows. */
  stands(): boolean;
}

/** What a call needs of the live connection. */
export interface CallSignalling extends SessionSignalling {
  /** Media over the same network have fallen silent: the connection may be dead, too. */
  doubt(): void;
}

interface Emitter {
  readonly connected: boolean;
  on(event: string, handler: (...data: never[]) => void): unknown;
  emit(event: string, ...data: unknown[]): unknown;
}

interface EnteredSeat extends SignallingHandlers {
  page: string;
  watch: Watch;
}

/** The refusals that only mean "not now"; all others mean that there is no seat here any more. */
const NOT_NOW = new Set(["busy", "internal", "too_many", "unavailable", "signed_out"]);
const AGAIN = 2000;
/** The bytes of a signal that the server takes, less what stands around it. */
const MOST = 60_000;
/** No message of this size is ever too large, whatever the server said. */
const SMALL = 4_000;

/**
 * The sessions' part of the one socket, which enters each of them again whenever the socket is
 * back.
 */
export class Signalling implements SessionSignalling {
  private readonly seats = new Map<string, EnteredSeat>();
  private most = MOST;
  private largest = 0;

  readonly refused = new SocketRefusals();

  constructor(private readonly socket: () => Emitter | null) {}

  attach(socket: Pick<Emitter, "on">): void {
    socket.on("topology", (topology: Topology) => this.topology(topology));
    socket.on("signal", (relayed: Relayed) => this.relayed(relayed));
    socket.on("dismissed", ({ session, reason }: { session: string; reason: Dismissal }) =>
      this.dismissed(session, reason),
    );
    socket.on("closed", ({ code }: { code: string }) => this.closed(code));
  }

  enter(
    session: string,
    page: string,
    handlers: SignallingHandlers,
    watch: Watch = "live",
  ): () => void {
    const seat = { page, watch, ...handlers };
    this.seats.set(session, seat);
    this.take(session, seat);
    return () => {
      if (this.seats.get(session) !== seat) return;
      this.seats.delete(session);
      if (this.socket()?.connected) this.socket()?.emit("exit", { session });
    };
  }

  signal(session: string, to: Addressee, kind: SignalKind, data: unknown): boolean {
    const socket = this.socket();
    // The socket would queue it for later, when candidates and offers mean nothing any more.
    if (!socket?.connected || !this.seats.has(session)) return false;
    const signal = { session, to: to.participant, page: to.page, kind, data };
    const size = new TextEncoder().encode(JSON.stringify(signal)).length;
    if (size > this.most) {
      this.refused.tell("too_large");
      return false;
    }
    this.largest = Math.max(this.largest, size);
    socket.emit("signal", signal);
    return true;
  }

  /** The server hangs up. If a message was too large, none of its size is sent again. */
  private closed(code: string): void {
    if (code === "too_large") {
      this.most = Math.max(SMALL, Math.min(this.most, this.largest - 1));
    }
    this.refused.tell(code);
  }

  stands(): boolean {
    return this.socket()?.connected === true;
  }

  connected(): void {
    for (const [session, seat] of this.seats) this.take(session, seat);
  }

  private topology(topology: Topology): void {
    this.seats.get(topology.session)?.onTopology(topology);
  }

  private relayed(relayed: Relayed): void {
    this.seats.get(relayed.session)?.onSignal(relayed);
  }

  private dismissed(session: string, reason: Dismissal): void {
    const seat = this.seats.get(session);
    this.seats.delete(session);
    seat?.onDismissed(reason);
  }

  private take(session: string, seat: EnteredSeat): void {
    const socket = this.socket();
    if (!socket?.connected) return;
    // Without a word a page wants live media.
    const wants = {
      session,
      page: seat.page,
      ...(seat.watch === "stills" && { media: seat.watch }),
    };
    socket.emit("enter", wants, (ack: Ack<{ participant: string }>) => {
      if (ack.ok || this.seats.get(session) !== seat) return;
      if (!NOT_NOW.has(ack.error.code)) return this.dismissed(session, "ended");
      setTimeout(() => this.seats.get(session) === seat && this.take(session, seat), AGAIN);
    });
  }
}
