import { effect, signal } from "@preact/signals";
import { ApiError } from "../../protocol/net/client";
import { newId } from "../../protocol/net/ids";
import type { Call, Seat } from "../../protocol/net/wire";
import { keepOwn, readOwn } from "../own";
import { api, live } from "../state";

/** The calls that ring for this person just now. */
export const ringing = signal<Call[]>([]);
/** The calls that go on and in which this person holds a seat. */
export const seated = signal<Call[]>([]);
/** How many experts could be rung; null until known. */
export const expertsOnline = signal<number | null>(null);

/** The call that a tap has asked for; the call's pages take it up once they are fetched. */
export const requestedCall = signal<{ job: string; seat: Promise<Seat> } | null>(null);

const OVER = "hung-up";
/**
 * The list of calls is fetched this often while any is open, since a ring or its end may be lost.
 */
const AGAIN = 15_000;

type Change = (rung: Call[]) => Call[];
/**
 * The changes that the socket has brought during each fetch, whose answer does not know of them.
 */
const meanwhile = new Set<Change[]>();

let watchers = 0;
let stop: () => void = () => {};

/** Keep the three signals up to date until the returned function is called. */
export function watchCalls(): () => void {
  if (watchers++ === 0) stop = watch();
  return () => {
    if (--watchers === 0) stop();
  };
}

function watch(): () => void {
  const forgetRing = live().onRing((call) => {
    change((rung) => [...without(rung, call.session.id), call]);
  });
  const forgetQuiet = live().onQuiet((session) => {
    change((rung) => without(rung, session));
    void refreshCalls();
  });
  // A call that rang while no socket stood is not rung again, so that the list is fetched.
  const forgetLive = effect(() => {
    if (live().status.value.kind === "live") void refreshCalls();
  });
  if (live().status.peek().kind !== "live") void refreshCalls();
  const timer = setInterval(() => {
    const open = ringing.peek().length + seated.peek().length > 0;
    if (open || live().status.peek().kind !== "live") void refreshCalls();
  }, AGAIN);
  return () => {
    clearInterval(timer);
    for (const forget of [forgetRing, forgetQuiet, forgetLive]) forget();
  };
}

function change(apply: Change): void {
  ringing.value = apply(ringing.value);
  for (const changes of meanwhile) changes.push(apply);
}

export async function refreshCalls(): Promise<void> {
  const changes: Change[] = [];
  meanwhile.add(changes);
  try {
    const calls = await api.calls();
    ringing.value = changes.reduce((rung, apply) => apply(rung), calls.ringing);
    seated.value = calls.live.filter((call) => !hungUp(call.session.id));
    expertsOnline.value = calls.experts_online;
    for (const call of calls.live)
      if (hungUp(call.session.id)) void leave(call.job_id, call.session.id);
  } catch (error) {
    // Without an answer the lists stand as they are, until the next fetch.
    if (!(error instanceof ApiError)) throw error;
  } finally {
    meanwhile.delete(changes);
  }
}

const without = (calls: Call[], session: string) =>
  calls.filter((call) => call.session.id !== session);

/** Get help with a job, or as an expert call its technician. */
export async function startCall(job: string): Promise<Seat> {
  const seat = await api.askForHelp(job, newId());
  // The session may be one that she had left before.
  if (hungUp(seat.session.id)) keepOwn(OVER, "");
  return seat;
}

/** Ring the experts at once, while the code of the call's pages is still on its way. */
export function getHelp(job: string): void {
  const seat = startCall(job);
  // The page that takes the promise up shows its error.
  seat.catch(() => {});
  requestedCall.value = { job, seat };
}

export async function answerCall(call: Call): Promise<Seat> {
  const seat = await api.claim(call.job_id, call.session.id);
  change((rung) => without(rung, call.session.id));
  return seat;
}

/** Give the seat up. The call is over here at once, and the server is told as soon as it can be. */
export async function hangUp(job: string, session: string): Promise<void> {
  keepOwn(OVER, session);
  seated.value = without(seated.value, session);
  await leave(job, session);
}

async function leave(job: string, session: string): Promise<void> {
  try {
    await api.leave(job, session);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
  }
}

/** Whether she has hung up and only the server doesn't know yet: the page must not go back in. */
const hungUp = (session: string) => readOwn(OVER) === session;
