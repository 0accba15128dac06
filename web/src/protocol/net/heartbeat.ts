/** The server beats every two seconds, which TCP delays at a second's round trip with losses. */
const SILENT = 8000;
/** Some readers get no beats from the server: after so much silence the page asks by itself. */
const QUIET = 4000;
/** Round trips that an answer may take on a doubted socket: TCP has to repeat what is lost. */
const ROUND_TRIPS = 3;
const SHORTEST = 700;
const LONGEST = 6000;
const UNMEASURED = 3000;
/** Looks further apart than this mean that the page was frozen, and its silence means nothing. */
const FROZEN = 3000;
export const LISTEN = 1000;

/**
 * Finds out whether a socket's far end still answers; the transport takes a minute for a dead
 * network.
 */
export class Heartbeat {
  /**
   * The time at which the far end last spoke for sure, over this socket or one before: what comes
   * as a frozen page wakes may have been said long ago. Null: it never has.
   */
  lastHeardAt: number | null = null;
  private heardAt: number | null = null;
  private askedAt = -Infinity;
  private doubtedAt: number | null = null;
  private listenedAt: number | null = null;
  /** The time at which the page woke; null once a question that it has asked since is answered. */
  private wokeAt: number | null = null;
  /** The round trip of this socket's last question, in milliseconds. */
  private roundTrip: number | null = null;

  /**
   * `ask` sends a question that the far end answers at once, and calls back then; `now`:
   * milliseconds.
   */
  constructor(
    private readonly ask: (answered: () => void) => void,
    private readonly now: () => number,
  ) {}

  /** The socket is connected, which counts as its first word. */
  begin(): void {
    this.forget();
    this.heard();
    this.question();
  }

  heard(): void {
    const at = (this.heardAt = this.now());
    this.doubtedAt = null;
    if (this.wokeAt === null && !this.wasFrozen(at)) this.lastHeardAt = at;
  }

  /** The socket is gone, and nothing is known of the next one. */
  forget(): void {
    this.heardAt = this.doubtedAt = this.roundTrip = null;
  }

  /**
   * Ask the far end, with less patience for the answer, since the network may be another or media
   * have fallen silent. Returns that patience in milliseconds; null while the socket is doubted
   * already.
   */
  doubt(): number | null {
    if (this.heardAt === null || this.doubtedAt !== null) return null;
    this.doubtedAt = this.now();
    this.question();
    return this.patience;
  }

  /** Called at least every `LISTEN` milliseconds while there is a socket. */
  dead(): boolean {
    const at = this.now();
    const frozen = this.wasFrozen(at);
    this.listenedAt = at;
    if (frozen) this.wokeAt = at;
    if (this.heardAt === null) return false;
    if (frozen) {
      this.heardAt = Math.max(this.heardAt, at - SILENT + UNMEASURED);
      this.question();
      return false;
    }
    if (at - this.heardAt > QUIET && at - this.askedAt > QUIET) this.question();
    const doubted = this.doubtedAt !== null && at - this.doubtedAt >= this.patience;
    return doubted || at - this.heardAt > SILENT;
  }

  private wasFrozen(at: number): boolean {
    return this.listenedAt !== null && at - this.listenedAt > FROZEN;
  }

  private get patience(): number {
    if (this.roundTrip === null) return UNMEASURED;
    return Math.min(Math.max(SHORTEST, this.roundTrip * ROUND_TRIPS), LONGEST);
  }

  private question(): void {
    const askedAt = (this.askedAt = this.now());
    this.ask(() => {
      this.roundTrip = this.now() - askedAt;
      if (this.wokeAt !== null && askedAt >= this.wokeAt) this.wokeAt = null;
      this.heard();
      this.lastHeardAt = Math.max(this.lastHeardAt ?? askedAt, askedAt);
    });
  }
}
