import { effect, signal, untracked } from "@preact/signals";
import { enterCall, leaveCall, openCall, type OpenCall } from "../../../app/calls/open-call";
import { answerCall, requestedCall, hangUp, refreshCalls, seated } from "../../../app/calls/calls";
import { lastOnPhone, ownCalls, rememberOnPhone } from "../../../app/calls/own-calls";
import { navigate, route } from "../../../app/router";
import { api } from "../../../app/state";
import { ruleShown } from "../../../app/use-job";
import { toast } from "../../../design/overlays/Toast";
import { holdName, isFree } from "../../../device/tabs";
import { keepAwake } from "../../../device/wake";
import { ApiError } from "../../../protocol/net/client";
import type { Call, PhotoRule, Seat, Session } from "../../../protocol/net/wire";
import { t } from "../../../text/call";
import { bearIn } from "./battery/saving";
import { beginUnder } from "./camera/obeying";
import { startPhone, stopPhone } from "./camera/phone";
import { publishTo } from "./camera/publishing";

/** The call this phone is in, or on its way into. */
export interface CurrentCall {
  job: string;
  /** Null until the server has given the seat. */
  session: Session | null;
  problem: ApiError | null;
  /** The call goes on in another tab or on another device of hers. */
  elsewhere: boolean;
}

export const currentCall = signal<CurrentCall | null>(null);

/** The call of this page, if she is in it here and it goes on. */
export function recordable(current: CurrentCall, session: Session | null): OpenCall | null {
  const open = openCall.value;
  if (!open || current.elsewhere || session?.state !== "live") return null;
  return open.call.ended.value === null ? open : null;
}

export const callPath = (job: string) => `/jobs/${job}/call`;

/** A call begins by a tap, or is found again after this page was reloaded or killed. */
export function followCalls(): () => void {
  return effect(() => {
    const wish = requestedCall.value;
    const call = seated.value[0];
    untracked(() => {
      if (wish) {
        requestedCall.value = null;
        void begin(wish.job, wish.seat);
      } else if (call && !currentCall.value) {
        void comeBack(call);
      } else if (currentCall.value?.elsewhere && !openCall.value && !call) {
        currentCall.value = null;
      }
    });
  });
}

export async function answer(call: Call): Promise<void> {
  await begin(call.job_id, answerCall(call), { rule: call.photo_rule });
}

/** Bring a call here that goes on elsewhere. */
export async function bring(): Promise<void> {
  const { job = "", session = null } = currentCall.value ?? {};
  if (session) await begin(job, api.join(job, session.id), { again: true });
}

let stop: () => void = () => {};

/**
 * The page rejoins by itself only a call that this device was in and no other tab of it is in now.
 */
async function comeBack(call: Call): Promise<void> {
  const { job_id: job, session } = call;
  currentCall.value = { job, session, problem: null, elsewhere: true };
  if (ownCalls([call], lastOnPhone()).length === 0 || !(await isFree(session.id))) return;
  await begin(job, api.join(job, session.id), { again: true, rule: call.photo_rule });
}

interface Beginning {
  /** Whether this phone was in the call before. */
  again?: boolean;
  /** The rule of the site, where the call names it; a server of an earlier version names none. */
  rule?: PhotoRule | undefined;
}

async function begin(job: string, claim: Promise<Seat>, how: Beginning = {}): Promise<void> {
  currentCall.value = { job, session: null, problem: null, elsewhere: false };
  if (route.value.path !== callPath(job)) navigate(callPath(job));
  beginUnder(how.rule ?? ruleShown(job));
  void startPhone(how.again);
  try {
    const seat = await claim;
    if (currentCall.value?.job !== job) return void hangUp(job, seat.session.id);
    enter(job, seat);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    stopPhone();
    if (currentCall.value?.job === job)
      currentCall.value = { job, session: null, problem: error, elsewhere: false };
  }
}

function enter(job: string, seat: Seat): void {
  stop();
  const opened = enterCall(job, seat);
  currentCall.value = { job, session: seat.session, problem: null, elsewhere: false };
  rememberOnPhone(seat.session.id);
  void refreshCalls();
  const held = holdName(seat.session.id);
  const release = () => void held.then((letGo) => letGo?.());
  const ending = opened.call.ended.subscribe((reason) => {
    if (reason === null) return;
    stopPhone();
    release();
    void refreshCalls();
    if (reason === "moved" && currentCall.value)
      currentCall.value = { ...currentCall.value, elsewhere: true };
  });
  const ends = [publishTo(opened), bearIn(opened), keepAwake(), ending, release];
  stop = () => ends.forEach((end) => end());
}

/** Close it all on this phone; the pages then show the job. */
export function close(): void {
  const current = currentCall.value;
  stop();
  stop = () => {};
  stopPhone();
  leaveCall();
  currentCall.value = null;
  if (current && route.value.path === callPath(current.job))
    navigate(`/jobs/${current.job}`, { replace: true });
}

/** Stop waiting, or go: her seat is given up. */
export function end(): void {
  const current = currentCall.value;
  const reached = (openCall.value?.call.peers.value.length ?? 0) > 0;
  close();
  if (!current?.session) return;
  void hangUp(current.job, current.session.id);
  toast(reached ? t().call.hungUp : t().call.stopped);
}
