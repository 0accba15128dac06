import type { ComponentChildren } from "preact";
import { useNow } from "../../../../design/status/Clock";
import type { Peer } from "../../../../protocol/call/peer";
import type { Diagnosis } from "../../../../protocol/call/diagnosis";
import type { Session } from "../../../../protocol/net/wire";
import { t } from "../../../../text/desk";
import { callClock, lasting } from "../../../../text/spans";
import { BatteryBadge } from "./BatteryBadge";
import { isSmaller, isTrouble, diagnosisWords, silenceWords } from "./diagnosis-words";
import "./stage-head.css";

/** Seconds by this device's clock since something began. */
const secondsSince = (since: number) => Math.max(0, Math.round((Date.now() - since) / 1000));

/**
 * The state of a peer in words that change with the seconds: the component has to call `useNow`.
 */
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
  /** The peer whose picture is shown; null while nobody has one. */
  main: Peer | null;
  others: Peer[];
  /** The site and the rack that the peer works at. */
  place: string;
  session: Session | null;
  /** The fault of the peer's picture or voice. */
  diagnosis: Diagnosis;
  /** The title of a call without a peer. */
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
        {main && <PeerSummary peer={main} diagnosis={diagnosis} />}
        {others.length > 0 && <OtherPeers others={others} />}
      </div>
      {children}
    </header>
  );
}

function PeerSummary({ peer, diagnosis }: { peer: Peer; diagnosis: Diagnosis }) {
  const words = t().expert.stage;
  const { device } = peer;
  // A call that is connecting has no fault yet.
  const told = diagnosis.kind === "connecting" ? "" : diagnosisWords(diagnosis, peer.name);
  const smaller = isSmaller(diagnosis);
  const fine = peer.state === "live" && !isTrouble(diagnosis);
  const remarks = [
    diagnosis.kind !== "phone" && silenceWords(device),
    device?.facing === "user" && words.cameraFront,
    smaller && told,
  ].filter(Boolean);
  return (
    <>
      <span class={`connection connection-${fine ? "live" : "reconnecting"}`}>
        <span class="connection-dot" aria-hidden="true" />
        {(!smaller && told) || peerWords(peer)}
      </span>
      <BatteryBadge battery={peer.power?.battery ?? null} />
      {remarks.length > 0 && <span class="quiet">{remarks.join(" · ")}</span>}
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
            {peer.state === "live" ? silenceWords(peer.device) : peerWords(peer)}
          </span>
        </span>
      ))}
    </span>
  );
}
