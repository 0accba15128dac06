/** The media element that is played, as far as its follower needs to know. */
export interface Leader {
  currentTime: number;
  playbackRate: number;
  /** Whether it moves: it is neither paused, nor waiting for data, nor seeking. */
  moving: boolean;
}

/** A second sound that keeps to the leader: an <audio>, or an object like one. */
export interface Follower {
  currentTime: number;
  playbackRate: number;
  readonly paused: boolean;
  readonly seeking: boolean;
  readonly duration: number;
  play(): Promise<void>;
  pause(): void;
}

/** Seconds of difference that nobody hears. */
const CLOSE = 0.06;
/** Seconds of difference beyond which the follower seeks, since to catch up would take too long. */
const FAR = 0.35;
/** The change of rate that nobody hears in a voice. */
const NUDGE = 0.04;

/**
 * Bring a follower to the leader's place; `offset`: seconds from the leader's beginning to the
 * follower's. Called at each event of the leader and a few times a second.
 */
export function follow(leader: Leader, follower: Follower, offset: number): void {
  const wanted = leader.currentTime - offset;
  const length = Number.isFinite(follower.duration) ? follower.duration : Infinity;
  const speaks = leader.moving && wanted >= 0 && wanted < length;
  if (!speaks) {
    if (!follower.paused) follower.pause();
    const rests = Math.min(Math.max(wanted, 0), length);
    if (!follower.seeking && Math.abs(follower.currentTime - rests) > FAR)
      follower.currentTime = rests;
    return;
  }
  const late = wanted - follower.currentTime;
  if (Math.abs(late) > FAR) {
    if (!follower.seeking) follower.currentTime = wanted;
    follower.playbackRate = leader.playbackRate;
  } else {
    const nudge = Math.abs(late) < CLOSE ? 0 : Math.sign(late) * NUDGE;
    follower.playbackRate = leader.playbackRate * (1 + nudge);
  }
  if (follower.paused) void follower.play().catch(() => {});
}
