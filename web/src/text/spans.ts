import { t } from ".";

/** A span of time: "12 min", "1 h 05 min", "3 days". */
export function span(milliseconds: number): string {
  if (!Number.isFinite(milliseconds)) return t().common.unknownTime;
  const minutes = Math.max(0, Math.floor(milliseconds / 60_000));
  const words = t().common;
  if (minutes < 60) return words.minutes(minutes);
  if (minutes < 48 * 60) return words.hours(Math.floor(minutes / 60), pad(minutes % 60));
  return words.days(Math.floor(minutes / 1440));
}

/** The time that something took: "42 s", "3 min 20 s", "1 h 05 min". */
export function lasting(seconds: number): string {
  if (!Number.isFinite(seconds)) return t().common.unknownTime;
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
  if (!Number.isFinite(milliseconds)) return t().common.unknownTime;
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const minutes = Math.floor(seconds / 60);
  const short = `${minutes % 60}:${pad(seconds % 60)}`;
  return minutes < 60
    ? short
    : `${Math.floor(minutes / 60)}:${pad(minutes % 60)}:${pad(seconds % 60)}`;
}

/** Hours and minutes: "01:12". */
export function stopwatch(milliseconds: number): string {
  if (!Number.isFinite(milliseconds)) return t().common.unknownTime;
  const minutes = Math.max(0, Math.floor(milliseconds / 60_000));
  return `${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
}

function pad(value: number): string {
  return String(value).padStart(2, "0");
}
