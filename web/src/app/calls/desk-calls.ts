import { openCall, type OpenCall } from "./open-call";
import { refreshCalls, seated, startCall } from "./calls";
import { navigate } from "../router";
import { api, me } from "../state";
import { wall } from "./wall";
import { wordsFor } from "../../design/status/States";
import type { ApiError } from "../../protocol/net/client";
import type { Call, Seat } from "../../protocol/net/wire";
import { holdActiveTab, releaseActiveTab } from "./active-tab";
import { startMicrophone } from "./own-devices";
import { lastLive, lastOnDesk, ownCalls, rememberLive } from "./own-calls";
import { forgetRing, goneWith } from "./rings";

/** The console is an expert's start page; a dispatcher starts with the board. */
export function consolePath(): string {
  return me.peek()?.person.role === "expert" ? "/" : "/console";
}

/** Take the call with this page. The call that was live until now is watched. */
function take(job: string, seat: Seat): void {
  wall.take(job, seat);
  rememberLive(seat.session.id);
  void startMicrophone();
  void refreshCalls();
}

/** Go live with a site of the wall. */
export function goLive(site: OpenCall): void {
  wall.goLive(site);
  rememberLive(site.session);
  void startMicrophone();
  navigate(consolePath());
}

/** Be live with nobody: all calls are watched. */
export function stepBack(): void {
  wall.stepBack();
  rememberLive(null);
  navigate(consolePath());
}

function takeAndGo(job: string, seat: Seat): void {
  take(job, seat);
  navigate(consolePath());
}

export async function callTechnician(job: string): Promise<void> {
  takeAndGo(job, await startCall(job));
}

/** The first expert who answers has the call; the others' card says who that was. */
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

/** Close the call that has ended on this page. */
export function putAway(): void {
  // A call that has moved is remembered by the page that has it now.
  const open = openCall.peek();
  if (open?.call.ended.peek() !== "moved") rememberLive(null);
  if (open) wall.drop(open);
  void refreshCalls();
}

let returning = false;

/**
 * The page comes back into its own calls, after a reload, a crash or a lost tab; they are all
 * watched but one.
 */
export async function comeBack(calls: Call[]): Promise<void> {
  const [live, own] = [lastLive(), ownCalls(calls, lastOnDesk())];
  if (own.length === 0 || returning || wall.sites.peek().length > 0) return;
  returning = true;
  try {
    if (!(await holdActiveTab())) return;
    const seats = await Promise.allSettled(
      own.map((call) => api.join(call.job_id, call.session.id)),
    );
    if (wall.sites.peek().length > 0) return;
    own.forEach((call, turn) => {
      const seat = seats[turn];
      // A call that has ended meanwhile is missing from the next list of calls.
      if (seat?.status === "fulfilled") wall.watch(call.job_id, seat.value);
    });
    const site = wall.sites.peek().find((each) => each.session === live);
    if (site) goLiveAgain(site);
    void refreshCalls();
  } finally {
    returning = false;
    if (wall.sites.peek().length === 0) releaseActiveTab();
  }
}

/** Go live without going to the console: after a reload the page that she looks at stays. */
function goLiveAgain(site: OpenCall): void {
  wall.goLive(site);
  void startMicrophone();
}

/** The calls in which she has a seat that no call on this page fills. */
export function elsewhere(): Call[] {
  const here = wall.sites.value.map((site) => site.session);
  return seated.value.filter((call) => !here.includes(call.session.id));
}
