import { language } from ".";

const MEGA = 1e6;
const GIGA = 1e9;

/** Bytes as people read them, by thousands: "0.4 MB", "41 MB", "1.3 GB". */
export function megabytes(bytes: number): string {
  const large = bytes >= GIGA;
  const value = bytes / (large ? GIGA : MEGA);
  const maximumFractionDigits = large || value < 10 ? 1 : 0;
  const figure = new Intl.NumberFormat(language.value, { maximumFractionDigits }).format(value);
  return `${figure} ${large ? "GB" : "MB"}`;
}
