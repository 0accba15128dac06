import { signal } from "@preact/signals-core";
import { Heartbeat, LISTEN } from "./heartbeat";
import {
  Signalling,
  type Addressee,
  type Dismissal,
  type SignallingHandlers,
  type SignalKind,
  type CallSignalling,
  type Watch,
} from "./signalling";
import type { LiveJob } from "../job/live-job";
import type { Ack, Author, Call, Event, Relayed, Topology } from "./wire";

/** What this file needs of a socket; socket.io-client's fits. */
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
  /** `since`: milliseconds by our own clock. */
  | { kind: "reconnecting"; since: number };

/** Why a call rings no more: somebody has it, or it is over; `by` whom. */
export interface Quiet {
  session: string;
  state: "live" | "ended";
  by: Author | null;
}

const POLL = 10_000;
const REFUSED_RETRY = 10_000;
/** A push can be lost without a break of the socket: every sixth poll compares by `seq`. */
const COMPARE_EVERY = 6;

/**
 * One socket for everything that is followed. Pushes are a convenience: after each connect every
 * job is compared by `seq`, and while there is no connection it is asked for every ten seconds.
 */
export class Live implements CallSignalling {
  readonly status = signal<Status>({ kind: "connecting" });
  private readonly jobs = new Set<LiveJob>();
  private readonly changed = new Set<(job: string) => void>();
  private readonly rung = new Set<(call: Call) => void>();
  private readonly quieted = new Set<(session: string, said: Quiet) => void>();
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

  /** Keep a loaded job up to date until the returned function is called. */
  follow(job: LiveJob): () => void {
    this.jobs.add(job);
    this.subscribe(job);
    return () => {
      this.jobs.delete(job);
      job.close();
      // The call and the job's page may follow the same one.
      if ([...this.jobs].some((other) => other.id === job.id)) return;
      if (this.socket?.connected) this.socket.emit("unfollow", { job: job.id });
    };
  }

  /** Called with a job's id whenever a job in this reader's lists changed. */
  onChanged(handler: (job: string) => void): () => void {
    this.changed.add(handler);
    return () => this.changed.delete(handler);
  }

  /** Called when somebody waits for this person. What rang while no socket stood, `GET /calls` tells. */
  onRing(handler: (call: Call) => void): () => void {
    this.rung.add(handler);
    return () => this.rung.delete(handler);
  }

  /** Called with a session's id when it rings no more. */
  onQuiet(handler: (session: string, said: Quiet) => void): () => void {
    this.quieted.add(handler);
    return () => this.quieted.delete(handler);
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

  /** The network came back, or the page came to the front: don't wait for the next try. */
  wake(): void {
    if (this.socket && !this.socket.connected) this.renew(this.socket);
    this.doubt();
    for (const job of this.jobs) void job.catchUp();
  }

  /** The device may have another network: what stands is watched closely, what doesn't is begun anew. */
  networkChanged(): void {
    if (this.socket && !this.socket.connected) this.renew(this.socket);
    this.doubt();
  }

  /** What else came over this network has fallen silent: the socket's far end is asked if it is there. */
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

  /** The device has lost its network: what stands is dead, whatever the socket still believes. */
  drop(): void {
    this.socket?.disconnect();
    this.lost();
  }

  private listen(): void {
    const { socket } = this;
    if (!socket?.connected || !this.heartbeat.dead()) return;
    this.renew(socket);
  }

  /** A try that hangs on a network that is gone would be waited for before the next one. */
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
      if (missed) this.announce("");
    });
    socket.on("disconnect", () => this.retry(socket));
    socket.on("connect_error", (error?: { data?: { code?: string } }) => {
      if (error?.data?.code === "signed_out") this.onSignedOut();
      this.retry(socket);
    });
    socket.on("event", (event: Event) => {
      for (const job of this.jobs) job.receive(event);
    });
    socket.on("changed", (change: { job: string }) => this.announce(change.job));
    socket.on("signed_out", () => this.onSignedOut());
    this.attachCalls(socket);
    socket.connect();
  }

  private attachCalls(socket: SocketLike): void {
    // Who does not echo is taken for gone, however alive her socket looks.
    socket.on("beat", () => {
      this.heartbeat.heard();
      socket.emit("beat");
    });
    socket.on("ring", (call: Call) => this.rung.forEach((handler) => handler(call)));
    socket.on("quiet", (said: Quiet) =>
      this.quieted.forEach((handler) => handler(said.session, said)),
    );
    socket.on("topology", (said: Topology) => this.signalling.topology(said));
    socket.on("signal", (said: Relayed) => this.signalling.relayed(said));
    socket.on("dismissed", (said: { session: string; reason: Dismissal }) =>
      this.signalling.dismissed(said.session, said.reason),
    );
  }

  private announce(job: string): void {
    for (const handler of this.changed) handler(job);
  }

  private retry(socket: SocketLike): void {
    this.lost();
    // Refused or dropped by the server itself: socket.io does not come back by itself.
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
