import { inTime } from "./in-time";

/** Milliseconds for the largest file that is taken, on a slow phone. */
const READ = 60_000;

export async function sha256(blob: Blob): Promise<string> {
  const bytes = await inTime(blob.arrayBuffer(), READ);
  return hex(await inTime(crypto.subtle.digest("SHA-256", bytes), READ));
}

export function hex(bytes: ArrayBuffer): string {
  return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
