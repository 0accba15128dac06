/** The server beats every two seconds; at a second's round trip with losses, TCP brings it late. */
const SILENT = 8000;
/** Some readers are not beaten to: after so long without a word the page asks by itself. */
const QUIET = 4000;
/** What a question may take on a socket that is doubted: some round trips, since TCP says again what is lost. */
const ROUND_TRIPS = 3;
const SHORTEST = 700;
const LONGEST = 6000;
const UNMEASURED = 3000;
/** A page that was frozen has heard nothing for as long as it was: that says nothing. */
const FROZEN = 3000;
export const LISTEN = 1000;

/** Whether the far end of a socket still answers: the transport notices a dead network after a minute. */
export class Heartbeat {
  private heardAt: number | null = null;
  private askedAt = -Infinity;
  private doubtedAt: number | null = null;
  private listenedAt: number | null = null;
  /** Milliseconds there and back, as this socket's last question took. */
  private roundTrip: number | null = null;

  /** `ask` sends what the far end answers at once, and calls back then; `now` in milliseconds. */
  constructor(
    private readonly ask: (answered: () => void) => void,
    private readonly now: () => number,
  ) {}

  /** The socket stands, and that was the first word heard of it. */
  begin(): void {
    this.forget();
    this.heard();
    this.question();
  }

  heard(): void {
    this.heardAt = this.now();
    this.doubtedAt = null;
  }

  /** No socket: nothing is known. */
  forget(): void {
    this.heardAt = this.doubtedAt = this.roundTrip = null;
  }

  /**
   * The network may be another, or what else came over it has fallen silent: the far end is asked, and
   * the answer waited for less patiently. Returns how long, in milliseconds; null while it already is.
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
    const frozen = this.listenedAt !== null && at - this.listenedAt > FROZEN;
    this.listenedAt = at;
    if (this.heardAt === null) return false;
    if (frozen) {
      this.heardAt = Math.max(this.heardAt, at - SILENT + UNMEASURED);
      return false;
    }
    if (at - this.heardAt > QUIET && at - this.askedAt > QUIET) this.question();
    const doubted = this.doubtedAt !== null && at - this.doubtedAt >= this.patience;
    return doubted || at - this.heardAt > SILENT;
  }

  private get patience(): number {
    if (this.roundTrip === null) return UNMEASURED;
    return Math.min(Math.max(SHORTEST, this.roundTrip * ROUND_TRIPS), LONGEST);
  }

  private question(): void {
    const asked = (this.askedAt = this.now());
    this.ask(() => {
      this.roundTrip = this.now() - asked;
      this.heard();
    });
  }
}
