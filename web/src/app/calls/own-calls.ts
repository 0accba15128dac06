import { keepOwn, readOwn } from "../own";
import type { Call } from "../../protocol/net/wire";

/**
 * Which of a person's calls a page takes up again by itself, as after a reload: those that a page
 * of this browser was in. On her other devices, and while another tab has them, they wait for a
 * press.
 */
export function ownCalls(calls: Call[], sessions: readonly string[]): Call[] {
  // The order of the sessions is that of their keys on the wall, so that each keeps its own.
  const place = (call: Call) => sessions.indexOf(call.session.id);
  return calls.filter((call) => place(call) >= 0).sort((a, b) => place(a) - place(b));
}

const LIVE = "call-here";
const WALL = "wall-here";
const PHONE = "call-session";

/** The session that a page of this browser was last live with. */
export function lastLive(): string | null {
  return readOwn(LIVE) || null;
}

export function rememberLive(session: string | null): void {
  keepOwn(LIVE, session ?? "");
}

/** The sessions that a desk of this browser last had, the live one among them. */
export function lastOnDesk(): string[] {
  const [live, wall] = [lastLive(), lastOnWall()];
  return live === null || wall.includes(live) ? wall : [live, ...wall];
}

function lastOnWall(): string[] {
  try {
    return JSON.parse(readOwn(WALL) || "[]") as string[];
  } catch {
    return [];
  }
}

export function rememberWall(sessions: string[]): void {
  keepOwn(WALL, JSON.stringify(sessions));
}

/** The session that this phone was last in: it has one call at a time. */
export function lastOnPhone(): string[] {
  const session = readOwn(PHONE);
  return session ? [session] : [];
}

export function rememberOnPhone(session: string): void {
  keepOwn(PHONE, session);
}
