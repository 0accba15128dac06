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
  emit(event: string, ...data: unknown[]): unknown;
}

interface EnteredSeat extends SignallingHandlers {
  page: string;
  watch: Watch;
}

/** The refusals that only mean "not now"; all others mean that there is no seat here any more. */
const NOT_NOW = new Set(["busy", "internal", "too_many", "unavailable", "signed_out"]);
const AGAIN = 2000;

/**
 * The sessions' part of the one socket, which enters each of them again whenever the socket is
 * back.
 */
export class Signalling implements SessionSignalling {
  private readonly seats = new Map<string, EnteredSeat>();

  constructor(private readonly socket: () => Emitter | null) {}

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
    socket.emit("signal", { session, to: to.participant, page: to.page, kind, data });
    return true;
  }

  stands(): boolean {
    return this.socket()?.connected === true;
  }

  connected(): void {
    for (const [session, seat] of this.seats) this.take(session, seat);
  }

  topology(topology: Topology): void {
    this.seats.get(topology.session)?.onTopology(topology);
  }

  relayed(relayed: Relayed): void {
    this.seats.get(relayed.session)?.onSignal(relayed);
  }

  dismissed(session: string, reason: Dismissal): void {
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
