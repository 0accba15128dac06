/**
 * The one home of instants as texts: `new Date(…).toISOString()` throws on a number that is no time,
 * and a page that throws while it draws is empty.
 */

/** This device's time as RFC 3339. */
export function deviceTime(): string {
  return new Date().toISOString();
}

/** The time so many milliseconds after 1970 as RFC 3339; no time at all is this device's time. */
export function isoOf(milliseconds: number): string {
  const at = new Date(milliseconds);
  return Number.isNaN(at.getTime()) ? deviceTime() : at.toISOString();
}

/** Minutes by which this device's clock is ahead of UTC at that moment; NaN at no time at all. */
export function minutesAhead(milliseconds: number): number {
  return 0 - new Date(milliseconds).getTimezoneOffset();
}
