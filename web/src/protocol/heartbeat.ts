/** The server beats every two seconds; at a second's round trip with losses, TCP brings it late. */
const SILENT = 8000;
/** After something has happened to the network: a beat and the way there. */
const DOUBTED = 3000;
/** A page that was frozen has heard nothing for as long as it was: that says nothing. */
const FROZEN = 3000;
export const LISTEN = 1000;

/** Whether the far end of a socket still beats: the transport notices a dead network after a minute. */
export class Heartbeat {
  private heardAt: number | null = null;
  private doubtedAt: number | null = null;
  private listenedAt: number | null = null;

  heard(at: number): void {
    this.heardAt = at;
    this.doubtedAt = null;
  }

  /** Another socket, or none: nothing is known. */
  forget(): void {
    this.heardAt = this.doubtedAt = null;
  }

  /** The network may be another: the next beat is waited for less patiently. */
  doubt(at: number): void {
    this.doubtedAt ??= at;
  }

  /** Called every `LISTEN` milliseconds while there is a socket. A server that never beat need not. */
  dead(at: number): boolean {
    const frozen = this.listenedAt !== null && at - this.listenedAt > FROZEN;
    this.listenedAt = at;
    if (this.heardAt === null) return false;
    if (frozen) {
      this.heardAt = Math.max(this.heardAt, at - SILENT + DOUBTED);
      return false;
    }
    const doubted = this.doubtedAt !== null && at - this.doubtedAt > DOUBTED;
    return doubted || at - this.heardAt > SILENT;
  }
}
