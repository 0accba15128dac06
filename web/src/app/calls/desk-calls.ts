import { openCall, type OpenCall } from "./open-call";
import { refreshCalls, seated, startCall } from "./calls";
import { navigate } from "../router";
import { api, me } from "../state";
import { wall } from "./wall";
import { wordsFor } from "../../design/status/States";
import type { ApiError } from "../../protocol/net/client";
import type { Call, Seat } from "../../protocol/net/wire";
import {
  holdActiveTab,
  releaseActiveTab,
  rememberLive,
  lastLive,
  lastSessions,
} from "./active-tab";
import { startMicrophone } from "./own-devices";
import { forgetRing, goneWith } from "./rings";

/** The console is an expert's start page; a dispatcher starts with the board. */
export function consolePath(): string {
  return me.peek()?.person.role === "expert" ? "/" : "/console";
}

/** Take the call with this page, and go to it. Whoever was live till now is watched. */
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

/** Live with nobody: all are watched. */
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
  const open = openCall.peek();
  if (open?.call.ended.peek() !== "moved") rememberLive(null);
  if (open) wall.drop(open);
  void refreshCalls();
}

let returning = false;

/**
 * Back into the calls that this browser was in: after a reload, a crash, a lost tab. Not when another
 * page of it has them, and not on another device: there they wait for a press.
 */
export async function comeBack(calls: Call[]): Promise<void> {
  const [live, onWall] = [lastLive(), lastSessions()];
  // In the order of their keys, so that each keeps its own.
  const place = (call: Call) => onWall.indexOf(call.session.id);
  const mine = calls
    .filter((call) => call.session.id === live || place(call) >= 0)
    .sort((a, b) => place(a) - place(b));
  if (mine.length === 0 || returning || wall.sites.peek().length > 0) return;
  returning = true;
  try {
    if (!(await holdActiveTab())) return;
    const seats = await Promise.allSettled(
      mine.map((call) => api.join(call.job_id, call.session.id)),
    );
    if (wall.sites.peek().length > 0) return;
    mine.forEach((call, turn) => {
      const seat = seats[turn];
      // One that has ended meanwhile is told of by the next look at the calls.
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

/** As after a reload: whatever page she looks at stays. */
function goLiveAgain(site: OpenCall): void {
  wall.goLive(site);
  void startMicrophone();
}

/** Seats of hers that no call on this page fills. */
export function elsewhere(): Call[] {
  const here = wall.sites.value.map((site) => site.session);
  return seated.value.filter((call) => !here.includes(call.session.id));
}
