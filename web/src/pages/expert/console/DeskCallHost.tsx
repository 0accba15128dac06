import { useEffect } from "preact/hooks";
import { inCall, openCall, type OpenCall } from "../../../app/calls/open-call";
import { refreshCalls, seated, watchCalls } from "../../../app/calls/calls";
import { startDesk } from "../../../app/calls/drawing";
import { wall } from "../../../app/calls/wall";
import { LinkButton } from "../../../design/Button";
import { useNow } from "../../../design/status/Clock";
import { wordsFor } from "../../../design/status/States";
import { toast } from "../../../design/overlays/Toast";
import { armSound } from "../../../device/ring";
import type { Dismissal } from "../../../protocol/net/signalling";
import { t } from "../../../text/desk";
import { AskedToRecord } from "./stage/recording/AskedToRecord";
import { CallSound } from "./CallSound";
import { comeBack, consolePath } from "../../../app/calls/desk-calls";
import { watchActiveTab } from "../../../app/calls/active-tab";
import { watchOwnDevices } from "../../../app/calls/own-devices";
import { RecState } from "./stage/recording/RecState";
import { siteName } from "../wall/site-views";
import { RingCards } from "./RingCard";
import { rings, watchRings } from "../../../app/calls/rings";
import { peerWords } from "./stage/StageHead";
import "./call-bar.css";

/**
 * The ringing and the sound of the call on every page of the office. `console`: the page is the
 * console, which has a queue and a stage of its own.
 */
export function DeskCallHost({ console }: { console: boolean }) {
  useEffect(() => {
    armSound();
    const stops = [
      watchCalls(),
      watchRings(),
      watchOwnDevices(),
      watchActiveTab(),
      startDesk((problem) => toast(t().expert.draw.refused(wordsFor(problem)))),
      wall.sweep(onSiteEnded),
    ];
    return () => {
      // The person has signed out: no call can go on, and the connections of the wall are closed.
      stops.forEach((stop) => stop());
      wall.dropAll();
    };
  }, []);
  const mine = seated.value;
  useEffect(() => void comeBack(mine), [mine]);
  useEndedCall(console);
  useRingTitle(rings.value.filter((ring) => !ring.gone).length);
  return (
    <>
      <CallSound />
      {!console && <CallBar />}
      {!console && rings.value.length > 0 && (
        <div class="ring-host">
          <RingCards />
        </div>
      )}
    </>
  );
}

/**
 * Other calls may ring again when the call ends; a toast says so on other pages than the console.
 */
function useEndedCall(console: boolean): void {
  const reason = openCall.value?.call.ended.value ?? null;
  useEffect(() => {
    if (reason === null) return;
    void refreshCalls();
    if (!console && reason !== "moved") toast(t().expert.stage.ended);
  }, [reason]);
}

/** A site that was only watched goes from the wall when its call ends; its report is on the job. */
function onSiteEnded(site: OpenCall, reason: Dismissal): void {
  if (reason === "ended") toast(t().expert.wall.ended(siteName(site)));
  void refreshCalls();
}

/**
 * The number of calls that ring stands in the title of the tab, which is seen behind other tabs
 * too.
 */
function useRingTitle(count: number): void {
  useEffect(() => {
    if (count === 0) return;
    const bare = document.title;
    document.title = `(${t().expert.queue.ringTitle(count)}) ${bare}`;
    return () => {
      if (document.title.startsWith("(")) document.title = bare;
    };
  }, [count]);
}

/** The state of the call and the way back to it, on other pages than the console. */
function CallBar() {
  useNow();
  const open = openCall.value;
  if (!open || !inCall()) return null;
  const words = t().expert;
  const peers = open.call.peers.value;
  const names = peers.map((peer) => peer.name).join(", ");
  const [first] = peers;
  const session = seated.value.find((call) => call.session.id === open.session)?.session ?? null;
  return (
    <>
      <div class="call-bar" role="region" aria-label={words.call.label}>
        <strong>{names ? words.inCallWith(names) : words.inCallAlone}</strong>
        {first && <span class="num">{peerWords(first)}</span>}
        <RecState open={open} />
        <span class="push" />
        <LinkButton href={consolePath()}>{words.backToCall}</LinkButton>
      </div>
      <AskedToRecord open={open} session={session} />
    </>
  );
}
