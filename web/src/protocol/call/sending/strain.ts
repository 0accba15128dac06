/** What was measured just now of how hard the phone works for its picture. */
export interface StrainMeasurement {
  /**
   * The part of a frame's interval that its encoding takes, or of the time, which is the same; null
   * where the browser does not tell, or nothing is encoded.
   */
  encoding: number | null;
  /** Whether a chip encodes, which has several frames in hand at once. */
  chip: boolean;
  /** Whether the encoder itself says that the processor limits it. */
  limited: boolean;
  /** Whether the system says that its processor is under pressure. */
  pressed: boolean;
}

/** How far the picture is lowered, and all that the next judgement goes by. Times are milliseconds. */
export interface StrainState {
  /** The rung of `RUNGS` on which the picture stands. */
  rung: number;
  /** When the strain began, or the calm; null while there is none. */
  hard: number | null;
  calm: number | null;
  /**
   * When the picture last rose, and how often it soon had to be lowered again: each time makes the
   * next rise wait longer.
   */
  rose: number | null;
  falls: number;
}

export interface Rung {
  /** The picture's width and height are divided by this. */
  scale: number;
  /** The most frames a second. */
  rate: number;
}

/** From the picture as the camera gives it: smaller first, then with fewer frames. */
export const RUNGS: readonly [Rung, ...Rung[]] = [
  { scale: 1, rate: 30 },
  { scale: 1.5, rate: 30 },
  { scale: 1.5, rate: 15 },
  { scale: 2, rate: 10 },
];
const LOWEST = RUNGS.length - 1;

/**
 * Chromium itself gives frames up at 0.85 of the time, and at 2 where a chip encodes: a phone that
 * works so hard for long gets hot, and its system then slows all of it down.
 */
const HARD = { processor: 0.7, chip: 1.5 };
/** Below this part of what is hard the phone may have room for the next rung. */
const CALM = 0.6;
/** A phone gets hot in minutes; what is over sooner, such as another app's start, is no strain. */
const HARD_FOR = 30_000;
const CALM_FOR = 180_000;
/** A phone that is strained again so soon after a rise is still too warm for it. */
const SOON = 120_000;
const MOST_FALLS = 2;

export const unstrained: StrainState = { rung: 0, hard: null, calm: null, rose: null, falls: 0 };

/** The rung of a picture, which a battery that is nearly empty lowers by one more. */
export function rungOf({ rung }: StrainState, low: boolean): number {
  return Math.min(LOWEST, rung + (low ? 1 : 0));
}

/**
 * Judge how far the picture is lowered from now on: by one rung after each half minute of strain,
 * and back by one after minutes of calm. Called about once a second; it keeps no state of its own.
 */
export function judgeStrain(
  before: StrainState,
  measured: StrainMeasurement,
  at: number,
): StrainState {
  const standing: StrainState = {
    ...before,
    hard: isHard(measured) ? (before.hard ?? at) : null,
    calm: isCalm(measured) ? (before.calm ?? at) : null,
  };
  const { hard, calm, rung, rose, falls } = standing;
  if (hard !== null && at - hard >= HARD_FOR && rung < LOWEST) {
    const soon = rose !== null && at - rose < SOON;
    const counted = soon ? Math.min(falls + 1, MOST_FALLS) : falls;
    return { ...standing, rung: rung + 1, hard: null, rose: null, falls: counted };
  }
  if (calm === null || at - calm < CALM_FOR * 2 ** falls) return standing;
  if (rung === 0) return { ...standing, falls: 0 };
  return { ...standing, rung: rung - 1, calm: at, rose: at };
}

const most = ({ chip }: StrainMeasurement): number => (chip ? HARD.chip : HARD.processor);

function isHard(measured: StrainMeasurement): boolean {
  const { encoding, limited, pressed } = measured;
  return limited || pressed || (encoding ?? 0) >= most(measured);
}

function isCalm(measured: StrainMeasurement): boolean {
  return !isHard(measured) && (measured.encoding ?? 0) < CALM * most(measured);
}
