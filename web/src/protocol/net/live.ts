import { signal } from "@preact/signals-core";
import { Heartbeat, LISTEN } from "./heartbeat";
import { Listeners } from "./listeners";
import {
  Signalling,
  type Addressee,
  type SignallingHandlers,
  type SignalKind,
  type CallSignalling,
  type Watch,
} from "./signalling";
import type { LiveJob } from "../job/live-job";
import type { Ack, Author, Call, Event } from "./wire";

/** What the live connection needs of a socket; socket.io-client's has it. */
export interface SocketLike {
  readonly connected: boolean;
  readonly active: boolean;
  on(event: string, handler: (...data: never[]) => void): unknown;
  emit(event: string, ...data: unknown[]): unknown;
  connect(): unknown;
  disconnect(): unknown;
}

export type Status =
  | { kind: "connecting" }
  | { kind: "live" }
  /** `since`: milliseconds by this page's clock. */
  | { kind: "reconnecting"; since: number };

/** Why a call rings no more: somebody has answered it, or it is over; `by` whom. */
export interface Quiet {
  session: string;
  state: "live" | "ended";
  by: Author | null;
}

const POLL = 10_000;
const REFUSED_RETRY = 10_000;
/** A push can be lost although the socket stands: every sixth poll compares by `seq`. */
const COMPARE_EVERY = 6;

/**
 * The page's one socket, for every job and session that it follows. Pushes are a convenience: after
 * each connect every job is compared by `seq`, and without a connection it is fetched every ten
 * seconds.
 */
export class Live implements CallSignalling {
  readonly status = signal<Status>({ kind: "connecting" });
  private readonly jobs = new Set<LiveJob>();
  private readonly changed = new Listeners<[job: string]>();
  private readonly rung = new Listeners<[call: Call]>();
  private readonly quieted = new Listeners<[session: string, quiet: Quiet]>();
  private readonly reconnected = new Listeners<[]>();
  private readonly signalling = new Signalling(() => this.socket);
  private socket: SocketLike | null = null;
  private readonly poll: ReturnType<typeof setInterval>;
  private readonly heartbeat = new Heartbeat(
    (answered) => this.socket?.emit("beat", answered),
    () => this.now(),
  );
  private readonly listening: ReturnType<typeof setInterval>;
  private doubting: ReturnType<typeof setTimeout> | undefined;
  private polls = 0;

  constructor(
    open: (missing: () => void) => Promise<SocketLike>,
    private readonly onSignedOut: () => void = () => {},
    private readonly now: () => number = Date.now,
  ) {
    this.poll = setInterval(() => this.askAll(), POLL);
    this.listening = setInterval(() => this.listen(), LISTEN);
    void open(() => this.lost()).then((socket) => this.attach(socket));
  }

  /** The time at which the server last spoke for sure, by this page's clock; null: it never has. */
  get lastHeardAt(): number | null {
    return this.heartbeat.lastHeardAt;
  }

  /** Keep a loaded job up to date until the returned function is called. */
  follow(job: LiveJob): () => void {
    this.jobs.add(job);
    this.subscribe(job);
    return () => {
      this.jobs.delete(job);
      job.close();
      // The call and the job's page may follow the same job.
      if ([...this.jobs].some((other) => other.id === job.id)) return;
      if (this.socket?.connected) this.socket.emit("unfollow", { job: job.id });
    };
  }

  /** Called with a job's id whenever a job in this reader's lists changed. */
  onChanged(handler: (job: string) => void): () => void {
    return this.changed.add(handler);
  }

  /**
   * Called when a call rings for this person. `GET /calls` tells what rang while no socket stood.
   */
  onRing(handler: (call: Call) => void): () => void {
    return this.rung.add(handler);
  }

  /** Called with a session's id when its call rings no more. */
  onQuiet(handler: (session: string, quiet: Quiet) => void): () => void {
    return this.quieted.add(handler);
  }

  /** Called when the server is there again, so that a request that failed can be sent again. */
  onReconnected(handler: () => void): () => void {
    return this.reconnected.add(handler);
  }

  /** Called once for each reason for which the server doesn't take what this page sends. */
  onRefused(handler: (code: string) => void): () => void {
    return this.signalling.refused.add(handler);
  }

  enter(session: string, page: string, handlers: SignallingHandlers, watch?: Watch): () => void {
    return this.signalling.enter(session, page, handlers, watch);
  }

  stands(): boolean {
    return this.signalling.stands();
  }

  signal(session: string, to: Addressee, kind: SignalKind, data: unknown): boolean {
    return this.signalling.signal(session, to, kind, data);
  }

  /** Reconnect at once: the network is back, or the page has come to the front. */
  wake(): void {
    this.networkChanged();
    for (const job of this.jobs) void job.catchUp();
  }

  /** The device may have another network: a socket that stands is doubted, another reconnects. */
  networkChanged(): void {
    if (this.socket && !this.socket.connected) this.renew(this.socket);
    this.doubt();
  }

  /** Media over this network have fallen silent: the far end is asked whether it is there. */
  doubt(): void {
    const patience = this.socket?.connected ? this.heartbeat.doubt() : null;
    if (patience === null) return;
    clearTimeout(this.doubting);
    this.doubting = setTimeout(() => this.listen(), patience);
  }

  close(): void {
    clearInterval(this.poll);
    clearInterval(this.listening);
    clearTimeout(this.doubting);
    for (const job of this.jobs) job.close();
    this.socket?.disconnect();
  }

  /** The device has lost its network: the socket is dead, although it does not know yet. */
  drop(): void {
    this.socket?.disconnect();
    this.lost();
  }

  private listen(): void {
    const { socket } = this;
    if (!socket?.connected || !this.heartbeat.dead()) return;
    this.renew(socket);
  }

  /**
   * Connect anew. A try that hangs on a network that is gone would hold up the next one, so it is
   * ended.
   */
  private renew(socket: SocketLike): void {
    this.heartbeat.forget();
    socket.disconnect();
    this.lost();
    socket.connect();
  }

  private lost(): void {
    if (this.status.value.kind !== "reconnecting") {
      this.status.value = { kind: "reconnecting", since: this.now() };
    }
  }

  private attach(socket: SocketLike): void {
    this.socket = socket;
    socket.on("connect", () => {
      const missed = this.status.value.kind === "reconnecting";
      this.heartbeat.begin();
      this.status.value = { kind: "live" };
      for (const job of this.jobs) this.subscribe(job);
      this.signalling.connected();
      if (!missed) return;
      this.changed.tell("");
      this.reconnected.tell();
    });
    socket.on("disconnect", () => this.retry(socket));
    socket.on("connect_error", (error?: { data?: { code?: string } }) => {
      if (error?.data?.code === "signed_out") this.onSignedOut();
      this.retry(socket);
    });
    socket.on("event", (event: Event) => {
      for (const job of this.jobs) job.receive(event);
    });
    socket.on("changed", (change: { job: string }) => this.changed.tell(change.job));
    socket.on("signed_out", () => this.onSignedOut());
    this.attachCalls(socket);
    socket.connect();
  }

  private attachCalls(socket: SocketLike): void {
    // The server takes a page that echoes no beat for gone, however alive its socket looks.
    socket.on("beat", () => {
      this.heartbeat.heard();
      socket.emit("beat");
    });
    socket.on("ring", (call: Call) => this.rung.tell(call));
    socket.on("quiet", (quiet: Quiet) => this.quieted.tell(quiet.session, quiet));
    this.signalling.attach(socket);
  }

  private retry(socket: SocketLike): void {
    this.lost();
    // After a refusal or a disconnect by the server socket.io does not reconnect by itself.
    if (!socket.active) setTimeout(() => !socket.connected && socket.connect(), REFUSED_RETRY);
  }

  private subscribe(job: LiveJob): void {
    if (!this.socket?.connected) return;
    this.socket.emit("follow", { job: job.id }, (ack: Ack<{ seq: number }>) => {
      if (ack.ok) job.reach(ack.seq);
      else void job.catchUp();
    });
  }

  private askAll(): void {
    const live = this.status.value.kind === "live";
    if (live && ++this.polls % COMPARE_EVERY) return;
    for (const job of this.jobs) {
      if (live) this.subscribe(job);
      else void job.catchUp();
    }
  }
}
