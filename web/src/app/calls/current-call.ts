import { signal } from "@preact/signals";
import type { JoinedCall } from "../../protocol/call/call";

/** A call that this page is in, and the seat that it fills. */
export interface OpenCall {
  job: string;
  session: string;
  participant: string;
  call: JoinedCall;
}

/**
 * The call that is live on this page, at most one; it goes on while she moves between the pages. It
 * stands by itself: who only asks whether there is one does without the code of calls.
 */
export const openCall = signal<OpenCall | null>(null);

/** Whether this page is in a call that goes on: then nothing else may disturb. */
export function inCall(): boolean {
  const open = openCall.value;
  return open !== null && open.call.ended.value === null;
}
