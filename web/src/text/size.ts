import { language } from ".";

const KILO = { of: 1e3, name: "kB" };
const MEGA = { of: 1e6, name: "MB" };
const GIGA = { of: 1e9, name: "GB" };

/** Bytes as people read them, by thousands: "28 kB", "0.4 MB", "41 MB", "1.3 GB". */
export function megabytes(bytes: number): string {
  const unit = bytes >= GIGA.of ? GIGA : bytes >= MEGA.of / 10 || bytes === 0 ? MEGA : KILO;
  const value = bytes / unit.of;
  const maximumFractionDigits = unit === GIGA || value < 10 ? 1 : 0;
  const figure = new Intl.NumberFormat(language.value, { maximumFractionDigits }).format(value);
  return `${figure} ${unit.name}`;
}
