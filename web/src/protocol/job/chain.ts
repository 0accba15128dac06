import type { Event } from "../net/wire";

/**
 * RFC 8785. JSON.stringify already writes numbers and strings as the RFC demands, and comparing
 * JavaScript strings already orders keys by UTF-16 code units.
 */
export function canonical(value: unknown): string {
  // JSON.stringify would write null for a number that no JSON has, such as 1e400 when it is read.
  if (typeof value === "number" && !Number.isFinite(value)) throw new RangeError("no JSON number");
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`);
  return `{${members.join(",")}}`;
}

export type ChainVerdict =
  | { sound: true; count: number }
  | { sound: false; seq: number; reason: "missing" | "hash" | "body" };

/**
 * Check a whole hash chain as this reader sees it; a withheld body leaves its digest in the header.
 */
export async function verify(events: Event[]): Promise<ChainVerdict> {
  let previous = new Uint8Array(32);
  for (const [index, event] of events.entries()) {
    const seq = index + 1;
    if (event.seq !== seq) return { sound: false, seq, reason: "missing" };
    const { stream, at, body_digest } = event;
    const hash = await hashOf(previous, { stream, seq, at, body_digest });
    if (!hash || toHex(hash) !== event.hash) return { sound: false, seq, reason: "hash" };
    if (event.body !== undefined && !(await fits(event.body, body_digest))) {
      return { sound: false, seq, reason: "body" };
    }
    previous = hash;
  }
  return { sound: true, count: events.length };
}

/** What is checked comes from anywhere: what has no canonical form has no digest. */
async function fits(body: unknown, told: string): Promise<boolean> {
  const hash = await hashOf(new Uint8Array(), body);
  return hash !== null && toHex(hash) === told;
}

async function hashOf(previous: Uint8Array<ArrayBuffer>, value: unknown) {
  try {
    return await digest(previous, new TextEncoder().encode(canonical(value)));
  } catch {
    return null;
  }
}

async function digest(...parts: Uint8Array<ArrayBuffer>[]): Promise<Uint8Array<ArrayBuffer>> {
  const whole = new Uint8Array(await new Blob(parts).arrayBuffer());
  return new Uint8Array(await crypto.subtle.digest("SHA-256", whole));
}

function toHex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
