/** What getStats says of a path: bytes since it was made; `said` null where nobody answers to it. */
export interface Beat {
  heard: number;
  said: number | null;
  /** Milliseconds there and back. */
  rtt: number | null;
}

/** Longer apart than any two looks: a page that was frozen has heard nothing, and that says nothing. */
const FROZEN = 1600;
const SHORTEST = 1000;
/** How often something must have come between two looks, of late, for its absence to mean anything. */
const LIVELY = 0.7;
const WEIGHT = 0.2;

/**
 * Whether a path that was lively has fallen silent. While we send, the far end reports twenty times
 * a second; ICE by itself notices a dead path only after five.
 */
export class Pulse {
  private looked = -Infinity;
  private heard = -1;
  private said: number | null = -1;
  private heardAt = 0;
  private pace = 0;
  /** Silent for half as long as means something: enough to ask elsewhere what is the matter. */
  hushed = false;

  /** Milliseconds that it has been silent for, once that is long enough to mean something; else 0. */
  silent(at: number, { heard, said, rtt }: Beat): number {
    const frozen = at - this.looked > FROZEN;
    const mute = said !== null && said === this.said;
    const answered = heard !== this.heard;
    this.looked = at;
    this.said = said;
    this.heard = heard;
    if (frozen || mute || answered) {
      if (!frozen) this.pace += ((answered ? 1 : 0) - this.pace) * WEIGHT;
      this.heardAt = at;
      this.hushed = false;
      return 0;
    }
    const silence = at - this.heardAt;
    // The first moments of a silence that will be judged don't make what was before it less lively.
    if (silence > SHORTEST * 3) this.pace -= this.pace * WEIGHT;
    const lively = this.pace >= LIVELY;
    this.hushed = lively && silence > allowed(rtt) / 2;
    return lively && silence > allowed(rtt) ? silence : 0;
  }
}

/** On a slow path with losses reports come late, and in bunches. */
function allowed(rtt: number | null): number {
  return Math.max(SHORTEST, 2 * (rtt ?? 0) + SHORTEST / 2);
}
