import { language, t } from ".";

const formats = new Map<string, Intl.DateTimeFormat>();

function format(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = language.value + zone + JSON.stringify(options);
  let cached = formats.get(key);
  if (!cached) {
    const locale = language.value === "en" ? "en-GB" : "de-DE";
    cached = new Intl.DateTimeFormat(locale, { timeZone: zone, ...options });
    formats.set(key, cached);
  }
  return cached;
}

export const ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The time of day in the zone: "14:05". */
export function clockTime(iso: string, zone: string): string {
  return format(zone, { hour: "2-digit", minute: "2-digit" }).format(new Date(iso));
}

/** The day in the zone: "Mon 23 Nov", with the year when it is not this one. */
export function day(iso: string, zone: string): string {
  const at = new Date(iso);
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
 */
export function moment(iso: string, zone: string): string {
  const when = sameDay(iso, new Date().toISOString(), zone)
    ? clockTime(iso, zone)
    : `${day(iso, zone)}, ${clockTime(iso, zone)}`;
  return isOwn(iso, zone) ? when : `${when} ${zoneName(iso, zone)}`;
}

/** A moment with day, time and zone spelt out, for texts that are read weeks later. */
export function fullMoment(iso: string, zone: string): string {
  const own = isOwn(iso, zone);
  const text = format(zone, { day: "numeric", month: "long", year: "numeric" }).format(
    new Date(iso),
  );
  return `${text}, ${clockTime(iso, zone)}${own ? "" : ` ${zoneName(iso, zone)}`}`;
}

export function sameDay(a: string, b: string, zone: string): boolean {
  const exact = format(zone, { day: "numeric", month: "numeric", year: "numeric" });
  return exact.format(new Date(a)) === exact.format(new Date(b));
}

/** Whether the zone is the reader's, or agrees with it at this moment. */
export function isOwn(iso: string, zone: string): boolean {
  return zone === ownZone || zoneOffset(iso, zone) === zoneOffset(iso, ownZone);
}

export function zoneName(iso: string, zone: string): string {
  return zonePart(iso, zone, "short");
}

function zoneOffset(iso: string, zone: string): string {
  return zonePart(iso, zone, "longOffset");
}

function zonePart(iso: string, zone: string, timeZoneName: "short" | "longOffset"): string {
  const parts = format(zone, { hour: "2-digit", timeZoneName }).formatToParts(new Date(iso));
  return parts.find((part) => part.type === "timeZoneName")?.value ?? zone;
}

/** A span of time: "12 min", "1 h 05 min", "3 days". */
export function span(milliseconds: number): string {
  const minutes = Math.max(0, Math.floor(milliseconds / 60_000));
  const words = t().common;
  if (minutes < 60) return words.minutes(minutes);
  if (minutes < 48 * 60) return words.hours(Math.floor(minutes / 60), pad(minutes % 60));
  return words.days(Math.floor(minutes / 1440));
}

/** The time that something took: "42 s", "3 min 20 s", "1 h 05 min". */
export function lasting(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const words = t().common;
  if (whole < 60) return words.seconds(whole);
  if (whole >= 3600) return span(whole * 1000);
  const rest = whole % 60;
  const minutes = words.minutes(Math.floor(whole / 60));
  return rest ? `${minutes} ${words.seconds(rest)}` : minutes;
}

/** The clock of a call: "3:12", "1:03:12". */
export function callClock(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const minutes = Math.floor(seconds / 60);
  const short = `${minutes % 60}:${pad(seconds % 60)}`;
  return minutes < 60
    ? short
    : `${Math.floor(minutes / 60)}:${pad(minutes % 60)}:${pad(seconds % 60)}`;
}

/** Hours and minutes: "01:12". */
export function stopwatch(milliseconds: number): string {
  const minutes = Math.max(0, Math.floor(milliseconds / 60_000));
  return `${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
}

function pad(value: number): string {
  return String(value).padStart(2, "0");
}
