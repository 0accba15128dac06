/** How often in turn no store may answer before bytes go through our server. */
const FAILURES = 2;
/** Milliseconds after which the store's own address is tried again. */
const AGAIN = 600_000;

/** One try with a file: whether it goes through our server, and what was known as it began. */
export interface StoreTry {
  relayed: boolean;
  failures: number;
}

/**
 * Whether the store can be reached from here. Some networks let only our own server through; of
 * that one, an answer has come just before each try.
 */
export class StoreReach {
  private failures = 0;
  private blockedAt = 0;

  constructor(private readonly now: () => number) {}

  begin(): StoreTry {
    const blocked = this.failures >= FAILURES && this.now() - this.blockedAt < AGAIN;
    return { relayed: blocked, failures: this.failures };
  }

  /** The store itself has answered, whatever it said. */
  answered({ relayed }: StoreTry): void {
    if (!relayed) this.failures = 0;
  }

  /** No store was found. Tries that ran side by side fail of the same cause, and count as one. */
  failed({ relayed, failures }: StoreTry): void {
    if (relayed || failures !== this.failures) return;
    this.failures = Math.min(this.failures + 1, FAILURES);
    this.blockedAt = this.now();
  }

  /** The device has another network. */
  forget(): void {
    this.failures = 0;
  }
}
