/**
 * A picture's fingerprint: the greys of so many places across and down. By it a phone finds its own
 * copy of the picture that an expert froze, which would take half a minute to come back over a bad
 * network.
 */
export const ACROSS = 64;
export const DOWN = 36;

/** Two pictures correlate less than this when the hand has moved, or something in the scene has. */
const SAME = 0.985;

export type Fingerprint = Uint8Array;

/** The correlation of two fingerprints, -1 to 1; 0 where one of them is of a single grey. */
export function alike(one: Fingerprint, two: Fingerprint): number {
  if (one.length !== two.length || one.length === 0) return 0;
  const mean = (print: Fingerprint) => print.reduce((sum, grey) => sum + grey, 0) / print.length;
  const [a, b] = [mean(one), mean(two)];
  let [both, first, second] = [0, 0, 0];
  for (let at = 0; at < one.length; at++) {
    const x = (one[at] ?? 0) - a;
    const y = (two[at] ?? 0) - b;
    both += x * y;
    first += x * x;
    second += y * y;
  }
  const spread = Math.sqrt(first * second);
  return spread === 0 ? 0 : both / spread;
}

/** The most alike of the kept pictures, if it is the same picture. */
export function sameAs<Candidate extends { print: Fingerprint }>(
  print: Fingerprint,
  candidates: readonly Candidate[],
): Candidate | null {
  let [best, likeness]: [Candidate | null, number] = [null, SAME];
  for (const each of candidates) {
    const correlation = alike(print, each.print);
    if (correlation >= likeness) [best, likeness] = [each, correlation];
  }
  return best;
}

export function written(print: Fingerprint): string {
  return btoa(String.fromCharCode(...print));
}

/** Read a fingerprint from the network; null when it is none. */
export function read(text: string | null | undefined): Fingerprint | null {
  try {
    const print = Uint8Array.from(atob(text ?? ""), (char) => char.charCodeAt(0));
    return print.length === ACROSS * DOWN ? print : null;
  } catch {
    return null;
  }
}
