import { connectionInOwnWindow } from "../../device/connection";
import { onResume } from "../../device/foreground";
import { watchNetwork } from "../../device/network";
import { slowVideo } from "../../device/media/slow-video";
import { ApiError } from "../../protocol/net/client";
import { JoinedCall } from "../../protocol/call/call";
import { newId } from "../../protocol/net/ids";
import type { Watch } from "../../protocol/net/signalling";
import type { Quality, Seat } from "../../protocol/net/wire";
import { keepOwn, readOwn } from "../own";
import { api, live } from "../state";
import { inCall, openCall, type OpenCall } from "./current-call";

export { inCall, openCall, type OpenCall };

const REPORT_EVERY = 15_000;
/** Well within the hour for which the credentials for the relay are valid. */
const RENEW_EVERY = 20 * 60_000;
const FARED = "quality";

const cleanups = new Map<OpenCall, () => void>();

/**
 * Fill the seat with this page. The same session again is the same call, unless it has ended here.
 */
export function enterCall(job: string, seat: Seat): OpenCall {
  const open = openCall.peek();
  if (open?.session === seat.session.id && open.call.ended.peek() === null) return open;
  leaveCall();
  const next = beginCall(job, seat);
  openCall.value = next;
  return next;
}

/**
 * Begin a call on this page, which goes on until `closeCall`, be it the open one or one on a wall.
 */
export function beginCall(job: string, seat: Seat, watch: Watch = "live"): OpenCall {
  const call = new JoinedCall({
    ...{ session: seat.session.id, participant: seat.participant, page: newId() },
    iceServers: seat.ice_servers,
    signalling: live(),
    connect: (config, anew) =>
      anew ? connectionInOwnWindow(config) : new RTCPeerConnection(config),
    before: earlierQuality(seat.participant),
    slow: slowVideo,
    watch,
  });
  const open = { job, session: seat.session.id, participant: seat.participant, call };
  cleanups.set(open, keep(open));
  return open;
}

/** Close a call on this page. The seat stays; `hangUp` gives it up. */
export function closeCall(open: OpenCall): void {
  if (open.call.ended.peek() === null) void report(open);
  cleanups.get(open)?.();
  cleanups.delete(open);
  open.call.close();
  if (openCall.peek() === open) openCall.value = null;
}

export function leaveCall(): void {
  const open = openCall.peek();
  if (open) closeCall(open);
}

function keep(open: OpenCall): () => void {
  const reporting = setInterval(() => void report(open), REPORT_EVERY);
  const renewing = setInterval(() => void renew(open), RENEW_EVERY);
  const forget = open.call.ended.subscribe((reason) => {
    if (reason === null) return;
    clearInterval(reporting);
    clearInterval(renewing);
    // The last quality must reach the server before it writes the report.
    if (reason !== "moved") void report(open);
  });
  addEventListener("beforeunload", warn);
  const changed = () => open.call.networkChanged();
  const watching = [watchNetwork(changed), onResume(changed)];
  return () => {
    watching.forEach((end) => end());
    clearInterval(reporting);
    clearInterval(renewing);
    removeEventListener("beforeunload", warn);
    forget();
  };
}

/**
 * Warn before the tab is closed, which would cut the call; a call that is over needs no warning.
 */
function warn(event: BeforeUnloadEvent): void {
  if (openCall.peek()?.call.ended.peek() === null) event.preventDefault();
}

async function report({ job, session, participant, call }: OpenCall): Promise<void> {
  const quality = await call.quality();
  // Without a connection so far there is nothing to report.
  if (quality.connected_seconds === 0) return;
  if (openCall.peek()?.participant === participant) keepQuality(participant, quality);
  await quietly(api.quality(job, session, quality));
}

async function renew({ job, session, call }: OpenCall): Promise<void> {
  const seat = await quietly(api.join(job, session));
  if (seat && call.ended.peek() === null) call.renew(seat.ice_servers);
}

async function quietly<Answer>(answer: Promise<Answer>): Promise<Answer | null> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return null;
  }
}

/** Keep the quality outside the tab, which loses its counts when it is killed. */
function keepQuality(participant: string, quality: Quality): void {
  keepOwn(FARED, JSON.stringify({ participant, quality }));
}

function earlierQuality(participant: string): Quality | null {
  try {
    const entry = JSON.parse(readOwn(FARED) || "null") as {
      participant: string;
      quality: Quality;
    } | null;
    return entry?.participant === participant ? entry.quality : null;
  } catch {
    return null;
  }
}
