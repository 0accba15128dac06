import { language, t } from ".";
import { deviceTime, isoOf } from "../protocol/instants";

const formats = new Map<string, Intl.DateTimeFormat>();

function format(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = language.value + zone + JSON.stringify(options);
  let cached = formats.get(key);
  if (!cached) {
    const locale = language.value === "en" ? "en-GB" : "de-DE";
    cached = new Intl.DateTimeFormat(locale, { timeZone: acceptedZone(zone), ...options });
    formats.set(key, cached);
  }
  return cached;
}

const FALLBACK = "UTC";
const zones = new Map<string, boolean>();

/**
 * Whether this browser can tell the time of the zone. Its tables are its own: they may lack a zone
 * that the server knows, and a browser may not know the zone that it is in.
 */
function isKnown(zone: string): boolean {
  let known = zones.get(zone);
  if (known === undefined) {
    try {
      known = Boolean(new Intl.DateTimeFormat("en", { timeZone: zone }) && zone);
    } catch {
      known = false;
    }
    zones.set(zone, known);
  }
  return known;
}

/** The zone, or UTC where this browser can't tell its time. */
export function acceptedZone(zone: string): string {
  return isKnown(zone) ? zone : FALLBACK;
}

/** The reader's zone; in one that the browser doesn't know, times are told in UTC and say so. */
export const ownZone: string = new Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";

/** The zones that the browser can name, to choose from; a name can be typed as well. */
export function zoneNames(): string[] {
  try {
    return Intl.supportedValuesOf("timeZone");
  } catch {
    return [];
  }
}

function dateOf(iso: string): Date | null {
  const at = new Date(iso);
  return Number.isNaN(at.getTime()) ? null : at;
}

/** The time of day in the zone: "14:05"; "14:05 UTC" where the browser doesn't know the zone. */
export function clockTime(iso: string, zone: string): string {
  const time = bareTime(iso, zone);
  return isKnown(zone) || !dateOf(iso) ? time : `${time} ${FALLBACK}`;
}

function bareTime(iso: string, zone: string): string {
  const at = dateOf(iso);
  if (!at) return t().common.unknownTime;
  return format(zone, { hour: "2-digit", minute: "2-digit" }).format(at);
}

/** The day in the zone: "Mon 23 Nov", with the year when it is not this one. */
export function day(iso: string, zone: string): string {
  const at = dateOf(iso);
  if (!at) return t().common.unknownTime;
  const thisYear = at.getUTCFullYear() === new Date().getUTCFullYear();
  return format(zone, {
    weekday: "short",
    day: "numeric",
    month: "short",
    ...(!thisYear && { year: "numeric" }),
  }).format(at);
}

/**
 * A moment: "14:05" today, else "Mon 23 Nov, 14:05"; it names the zone if that isn't the reader's.
 * Today is the day of `now`, in milliseconds.
 */
export function moment(iso: string, zone: string, now?: number): string {
  const today = now === undefined ? deviceTime() : isoOf(now);
  if (!sameDay(iso, today, zone)) return datedMoment(iso, zone);
  return withZone(bareTime(iso, zone), iso, zone);
}

/** A moment with its day, for what is read later: "Mon 23 Nov, 14:05", with a zone as `moment`. */
export function datedMoment(iso: string, zone: string): string {
  if (!dateOf(iso)) return t().common.unknownTime;
  return withZone(`${day(iso, zone)}, ${bareTime(iso, zone)}`, iso, zone);
}

/** A moment with day, time and zone spelt out, for texts that are read weeks later. */
export function fullMoment(iso: string, zone: string): string {
  const at = dateOf(iso);
  if (!at) return t().common.unknownTime;
  const spelt = format(zone, { day: "numeric", month: "long", year: "numeric" }).format(at);
  return withZone(`${spelt}, ${bareTime(iso, zone)}`, iso, zone);
}

/** Two moments of one span: the second has its day only if that is another one. */
export function fromUntil(from: string, until: string, zone: string): [string, string] {
  const end = sameDay(from, until, zone) ? bareTime(until, zone) : datedMoment(until, zone);
  return [clockTime(from, zone), end];
}

function withZone(words: string, iso: string, zone: string): string {
  return isOwn(iso, zone) ? words : `${words} ${zoneName(iso, zone)}`;
}

export function sameDay(a: string, b: string, zone: string): boolean {
  const exact = format(zone, { day: "numeric", month: "numeric", year: "numeric" });
  const [one, other] = [dateOf(a), dateOf(b)];
  return Boolean(one && other && exact.format(one) === exact.format(other));
}

/** Whether the zone is the reader's, or agrees with it at this moment. */
export function isOwn(iso: string, zone: string): boolean {
  if (!isKnown(zone) || !isKnown(ownZone)) return false;
  return zone === ownZone || zoneOffset(iso, zone) === zoneOffset(iso, ownZone);
}

export function zoneName(iso: string, zone: string): string {
  return zonePart(iso, zone, "short");
}

function zoneOffset(iso: string, zone: string): string {
  return zonePart(iso, zone, "longOffset");
}

function zonePart(iso: string, zone: string, timeZoneName: "short" | "longOffset"): string {
  const at = dateOf(iso) ?? new Date();
  const parts = format(zone, { hour: "2-digit", timeZoneName }).formatToParts(at);
  return parts.find((part) => part.type === "timeZoneName")?.value ?? acceptedZone(zone);
}
