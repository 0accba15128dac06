import type { ComponentChildren } from "preact";
import { useNow } from "../../../../design/status/Clock";
import type { Peer } from "../../../../protocol/call/peer";
import type { Diagnosis } from "../../../../protocol/call/diagnosis";
import type { Session } from "../../../../protocol/net/wire";
import { t } from "../../../../text";
import { callClock, lasting } from "../../../../text/time";
import { isTrouble, diagnosisWords } from "./diagnosis-words";
import "./stage-head.css";

/** Seconds by our own clock since something began. */
const secondsSince = (since: number) => Math.max(0, Math.round((Date.now() - since) / 1000));

/** How it stands with one person, in words that change with the seconds: for who calls `useNow`. */
export function peerWords(peer: Peer): string {
  const words = t().expert.stage;
  const { rtt } = peer;
  if (peer.state === "live")
    return rtt === null ? words.liveUnmeasured : words.live(Math.round(rtt));
  if (peer.state === "connecting") return words.connecting(peer.name);
  if (peer.state === "reconnecting") return words.reconnecting(secondsSince(peer.since));
  return words.absent(lasting(secondsSince(peer.since)));
}

export interface StageHeadProps {
  /** Whose picture is shown; null while nobody has one. */
  main: Peer | null;
  others: Peer[];
  /** Where she is. */
  place: string;
  session: Session | null;
  /** What is the matter with her picture or voice. */
  diagnosis: Diagnosis;
  /** What the call says when there is nobody to speak of. */
  words: string;
  children?: ComponentChildren;
}

export function StageHead({
  main,
  others,
  place,
  session,
  diagnosis,
  words,
  children,
}: StageHeadProps) {
  const now = useNow();
  const since = session?.claimed_at ?? session?.asked_at;
  return (
    <header class="stage-head">
      <h1 class="stage-who" tabIndex={-1}>
        {main ? main.name : words}
        {place && <span class="stage-place"> · {place}</span>}
      </h1>
      {since && <span class="stage-clock num">{callClock(now - Date.parse(since))}</span>}
      <div class="stage-state num">
        {main && <PeerStatus peer={main} diagnosis={diagnosis} />}
        {others.length > 0 && <OtherPeers others={others} />}
      </div>
      {children}
    </header>
  );
}

function PeerStatus({ peer, diagnosis }: { peer: Peer; diagnosis: Diagnosis }) {
  const words = t().expert.stage;
  const { shown } = peer;
  // While a path is being diagnosis there is nothing the matter yet.
  const matters = diagnosis.kind === "connecting" ? "" : diagnosisWords(diagnosis, peer.name);
  const fine = peer.state === "live" && !isTrouble(diagnosis);
  const said = [
    shown?.muted && diagnosis.kind !== "phone" && words.muted,
    shown?.facing === "user" && words.cameraFront,
  ].filter(Boolean);
  return (
    <>
      <span class={`connection connection-${fine ? "live" : "reconnecting"}`}>
        <span class="connection-dot" aria-hidden="true" />
        {matters || peerWords(peer)}
      </span>
      {said.length > 0 && <span class="quiet">{said.join(" · ")}</span>}
    </>
  );
}

function OtherPeers({ others }: { others: Peer[] }) {
  useNow();
  const words = t().expert.stage;
  return (
    <span class="stage-others">
      <span class="quiet">{words.also}</span>
      {others.map((peer) => (
        <span key={peer.participant} class="badge">
          {peer.name}
          <span class="quiet">
            {peer.state === "live" ? peer.shown?.muted && words.muted : peerWords(peer)}
          </span>
        </span>
      ))}
    </span>
  );
}
