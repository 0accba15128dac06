import { enterCall, leaveCall, openCall } from "../../app/call";
import { refreshCalls, seated, startCall } from "../../app/calls";
import { navigate } from "../../app/router";
import { api, me } from "../../app/state";
import { wordsFor } from "../../design/States";
import type { ApiError } from "../../protocol/client";
import type { Call, Seat } from "../../protocol/wire";
import { holdHere, letGoHere, setHere, wasHere } from "./here";
import { startMicrophone } from "./own";
import { forgetRing, goneWith } from "./rings";

/** The console is an expert's start page; a dispatcher starts with the board. */
export function consolePath(): string {
  return me.peek()?.person.role === "expert" ? "/" : "/console";
}

/** Take the call with this page, and go to it. */
function take(job: string, seat: Seat): void {
  enterCall(job, seat);
  setHere(seat.session.id);
  void startMicrophone();
  void refreshCalls();
}

function takeAndGo(job: string, seat: Seat): void {
  take(job, seat);
  navigate(consolePath());
}

export async function callTechnician(job: string): Promise<void> {
  takeAndGo(job, await startCall(job));
}

/** The first who answers has it; the card of the others says who that was. */
export async function answer(job: string, session: string): Promise<void> {
  try {
    const seat = await api.claim(job, session);
    forgetRing(session);
    takeAndGo(job, seat);
  } catch (error) {
    const problem = error as ApiError;
    if (problem.status !== 409) throw error;
    goneWith(session, wordsFor(problem));
    void refreshCalls();
  }
}

export async function joinCall(job: string, session: string): Promise<void> {
  takeAndGo(job, await api.join(job, session));
}

/** Leave what has ended here behind. */
export function putAway(): void {
  // Of a call that has moved, the page that has it keeps the book.
  if (openCall.peek()?.call.ended.peek() !== "moved") setHere(null);
  leaveCall();
  void refreshCalls();
}

let returning = false;

/**
 * Back into the call that this browser was in: after a reload, a crash, a lost tab. Not when another
 * page of it has the call, and not on another device: there it waits for a press.
 */
export async function comeBack(calls: Call[]): Promise<void> {
  const mine = calls.find((call) => call.session.id === wasHere());
  if (!mine || returning || openCall.peek()) return;
  returning = true;
  try {
    if (!(await holdHere())) return;
    const seat = await api.join(mine.job_id, mine.session.id);
    if (!openCall.peek()) take(mine.job_id, seat);
  } catch {
    // It has ended meanwhile, or there is no network: the next look at the calls tells.
  } finally {
    returning = false;
    if (!openCall.peek()) letGoHere();
  }
}

/** Seats of hers that no call on this page fills. */
export function elsewhere(): Call[] {
  return seated.value.filter((call) => call.session.id !== openCall.value?.session);
}
