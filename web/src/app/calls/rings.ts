import { computed, effect, signal } from "@preact/signals";
import { inCall } from "./open-call";
import { ringing } from "./calls";
import { live, me } from "../state";
import { ring } from "../../device/ring";
import type { Call } from "../../protocol/net/wire";
import { t } from "../../text/desk";

export interface RingEntry {
  call: Call;
  /** Why the call rings no more; "" while it does. */
  gone: string;
}

/** The calls that ring, the longest first; an answered one stays a moment with the reason. */
export const rings = signal<RingEntry[]>([]);

const READ = 4000;

export function waiting(): Call[] {
  return rings.value.filter((each) => !each.gone).map((each) => each.call);
}

/** Show on the card why the call rings no more, then remove it. */
export function goneWith(session: string, words: string): void {
  rings.value = rings.value.map((each) =>
    each.call.session.id === session && !each.gone ? { ...each, gone: words } : each,
  );
  setTimeout(() => {
    rings.value = rings.value.filter((each) => each.call.session.id !== session || !each.gone);
  }, READ);
}

export function forgetRing(session: string): void {
  rings.value = rings.value.filter((each) => each.call.session.id !== session);
}

/**
 * Keep the cards, the sound and the notification to the ringing calls, until the returned function
 * is called. Only experts hear them ring; a dispatcher sees on the job who waits.
 */
export function watchRings(): () => void {
  if (me.peek()?.person.role !== "expert") return () => {};
  const stops = [
    live().onQuiet((session, { state, by }) => {
      const card = rings.peek().find((each) => each.call.session.id === session);
      if (!card) return;
      if (by?.id === me.peek()?.person.id) forgetRing(session);
      else goneWith(session, goneWords(card.call, state, by?.name));
    }),
    effect(() => follow(ringing.value)),
    effect(sound),
  ];
  return () => stops.forEach((stop) => stop());
}

function goneWords(call: Call, state: "live" | "ended", by: string | undefined): string {
  const words = t().expert.queue;
  if (state === "live") return by ? words.takenBy(by) : words.gone;
  return words.withdrawn(call.session.asked_by.name);
}

/**
 * Give each ringing call a card; a card whose call ended without a word says only that it is over.
 */
function follow(calls: Call[]): void {
  const cards = rings.peek();
  const rung = new Set(calls.map((call) => call.session.id));
  for (const { call, gone } of cards) {
    // The news of who has answered comes by the same socket, a moment before or after.
    if (!gone && !rung.has(call.session.id)) setTimeout(() => expire(call.session.id), 300);
  }
  const fresh = calls.filter(
    (call) => !cards.some((each) => each.call.session.id === call.session.id),
  );
  if (fresh.length === 0) return;
  rings.value = [...cards, ...fresh.map((call) => ({ call, gone: "" }))].sort((a, b) =>
    a.call.session.asked_at.localeCompare(b.call.session.asked_at),
  );
}

function expire(session: string): void {
  const rung = ringing.peek().some((call) => call.session.id === session);
  if (!rung) goneWith(session, t().expert.queue.gone);
}

/** The call that sounds: one for all that ring, and none during a call. */
const sounding = computed(() => (inCall() ? null : (waiting()[0] ?? null)));

function sound(): (() => void) | undefined {
  const call = sounding.value;
  if (!call) return undefined;
  return ring({
    title: t().expert.queue.notification(call.session.asked_by.name),
    body: [call.job_number, call.job_title, call.site_name].join(" · "),
    tag: call.session.id,
  });
}
