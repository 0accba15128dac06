/**
 * What getStats says of a path: bytes since it was made; `sent` is null where nobody answers to
 * them.
 */
export interface Beat {
  received: number;
  sent: number | null;
  /** The round trip in milliseconds. */
  rtt: number | null;
}

/** Looks that are further apart mean that the page was frozen: then its silence means nothing. */
const FROZEN = 1600;
const SHORTEST = 1000;
/**
 * The part of the latest looks between which something came, above which its absence means
 * anything.
 */
const LIVELY = 0.7;
const WEIGHT = 0.2;

/**
 * Whether a path that was lively has fallen silent. While we send, the far end reports twenty times
 * a second; ICE by itself notices a dead path only after five.
 */
export class Pulse {
  private looked = -Infinity;
  private received = -1;
  private sent: number | null = -1;
  private heardAt = 0;
  private pace = 0;
  /** Silent for half of that time: enough to ask the server whether the network is gone. */
  hushed = false;

  /** Milliseconds for which the path has been silent, once that means something; else 0. */
  silent(at: number, { received, sent, rtt }: Beat): number {
    const frozen = at - this.looked > FROZEN;
    const mute = sent !== null && sent === this.sent;
    const answered = received !== this.received;
    this.looked = at;
    this.sent = sent;
    this.received = received;
    if (frozen || mute || answered) {
      if (!frozen) this.pace += ((answered ? 1 : 0) - this.pace) * WEIGHT;
      this.heardAt = at;
      this.hushed = false;
      return 0;
    }
    const silence = at - this.heardAt;
    // The first moments of a silence that is still to be judged do not make the path less lively.
    if (silence > SHORTEST * 3) this.pace -= this.pace * WEIGHT;
    const lively = this.pace >= LIVELY;
    this.hushed = lively && silence > allowed(rtt) / 2;
    return lively && silence > allowed(rtt) ? silence : 0;
  }
}

/** A slow path with losses may be silent for longer: its reports come late, and in bunches. */
function allowed(rtt: number | null): number {
  return Math.max(SHORTEST, 2 * (rtt ?? 0) + SHORTEST / 2);
}
