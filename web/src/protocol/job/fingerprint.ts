/**
 * A picture's print: greys of so many places across and down it. By it a phone finds its own copy of
 * what an expert froze, where the picture itself would take half a minute to come back to it.
 */
export const ACROSS = 64;
export const DOWN = 36;

/** Less alike are two pictures of a hand that has moved, or of a scene in which something has. */
const SAME = 0.985;

export type Fingerprint = Uint8Array;

/** The correlation of two prints, -1 to 1; 0 where one of them has no grey but one. */
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

/** The most alike of those that were kept, if it is the same picture. */
export function sameAs<Kept extends { print: Fingerprint }>(
  print: Fingerprint,
  kept: readonly Kept[],
): Kept | null {
  let [best, likeness]: [Kept | null, number] = [null, SAME];
  for (const each of kept) {
    const found = alike(print, each.print);
    if (found >= likeness) [best, likeness] = [each, found];
  }
  return best;
}

export function written(print: Fingerprint): string {
  return btoa(String.fromCharCode(...print));
}

/** Null for what is no print: it came over the wire. */
export function read(text: string | null | undefined): Fingerprint | null {
  try {
    const print = Uint8Array.from(atob(text ?? ""), (char) => char.charCodeAt(0));
    return print.length === ACROSS * DOWN ? print : null;
  } catch {
    return null;
  }
}
