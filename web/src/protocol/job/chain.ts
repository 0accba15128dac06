import type { Event } from "../net/wire";

/**
 * RFC 8785. JSON.stringify already writes numbers and strings as the RFC demands, and comparing
 * JavaScript strings already orders keys by UTF-16 code units.
 */
export function canonical(value: unknown): string {
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
    const header = new TextEncoder().encode(canonical({ stream, seq, at, body_digest }));
    const hash = await digest(previous, header);
    if (toHex(hash) !== event.hash) return { sound: false, seq, reason: "hash" };
    if (event.body && (await digestOf(event.body)) !== body_digest) {
      return { sound: false, seq, reason: "body" };
    }
    previous = hash;
  }
  return { sound: true, count: events.length };
}

async function digestOf(body: unknown): Promise<string> {
  return toHex(await digest(new TextEncoder().encode(canonical(body))));
}

async function digest(...parts: Uint8Array<ArrayBuffer>[]): Promise<Uint8Array<ArrayBuffer>> {
  const whole = new Uint8Array(await new Blob(parts).arrayBuffer());
  return new Uint8Array(await crypto.subtle.digest("SHA-256", whole));
}

function toHex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
