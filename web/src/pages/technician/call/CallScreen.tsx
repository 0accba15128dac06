import { useEffect, useRef, useState } from "preact/hooks";
import { openCall } from "../../../app/calls/open-call";
import { navigate } from "../../../app/router";
import { Icon } from "../../../design/Icon";
import { useNow } from "../../../design/status/Clock";
import type { Peer } from "../../../protocol/call/peer";
import { messagesOf } from "../../../protocol/job/session";
import type { JobDocument, Session } from "../../../protocol/net/wire";
import { t } from "../../../text/call";
import { callClock } from "../../../text/spans";
import { CameraSheet } from "./camera/CameraSheet";
import { ChatLine, ChatSheet } from "./Chat";
import { Controls, HoldToTalk, SideTools } from "./Controls";
import { RecordingHere } from "./recording/Consent";
import { SaveBattery } from "./battery/SaveBattery";
import { Darkens } from "./camera/Darkens";
import { recordable, type CurrentCall } from "./flow";
import { Elsewhere, Ended, Failed } from "./outside/Over";
import { RaiseHand } from "./RaiseHand";
import { HeldCard, HeldUpPicture, LookAgain } from "./held/HeldUpPicture";
import {
  heldBy,
  isHere,
  lastMarked,
  lookForCopy,
  putAside,
  toShow,
  type HeldUp,
} from "./held/held";
import { NoPicture } from "./camera/NoPicture";
import { sent } from "./camera/photo-rule";
import { SelfView } from "./camera/SelfView";
import { StillCard } from "./StillCard";
import { Thin } from "./Thin";
import { WaitingForExpert } from "./outside/WaitingForExpert";
import { lineWords, otherNames } from "./words";
import "./call.css";
import "./camera/self-view.css";
import "./tools.css";

interface CallScreenProps {
  current: CurrentCall;
  document: JobDocument | null;
  session: Session | null;
  zone: string;
}

type OpenSheet = "camera" | "chat" | null;

/** The call covers the page behind it: her picture, the expert's pointer, three large buttons. */
export function CallScreen({ current, document, session, zone }: CallScreenProps) {
  const [open, set] = useState<OpenSheet>(null);
  const close = () => set(null);
  const peers = openCall.value?.call.peers.value ?? [];
  const talking = session?.state === "live" && !current.elsewhere ? session : null;
  const messages = messagesOf(document, session?.id ?? "");
  const recorded = recordable(current, session);
  const held = talking && toShow(peers, document);
  const heldUp = held && isHere(held, document) ? held : null;
  useHeld(peers);
  const screen = useWholeScreen();
  return (
    <div ref={screen} class="call" role="region" aria-label={t().call.inCall} tabIndex={-1}>
      <SelfView peers={peers} aside={heldUp !== null} />
      {heldUp && <HeldUpPicture key={heldUp.picture} held={heldUp} document={document} />}
      <TopBar job={current.job} session={session} peers={peers} />
      {recorded && <RecordingHere open={recorded} session={session} place="call" />}
      <div class="call-middle">
        <Middle current={current} session={session} />
        <StillCard document={document} />
        {talking && <LiveNotices session={talking} {...{ current, document, peers, held }} />}
        {talking && <ChatLine messages={messages} onOpen={() => set("chat")} />}
      </div>
      {talking && <CallFooter job={current.job} session={talking} peers={peers} onOpen={set} />}
      <Faces peers={peers} />
      {open === "camera" && <CameraSheet onClose={close} />}
      {open === "chat" && talking && (
        <ChatSheet {...{ messages, zone }} job={current.job} session={talking.id} onClose={close} />
      )}
    </div>
  );
}

interface LiveNoticesProps {
  current: CurrentCall;
  session: Session;
  document: JobDocument | null;
  peers: Peer[];
  held: HeldUp | null;
}

/** The cards over her picture while somebody talks with her. */
function LiveNotices({ current, session, document, peers, held }: LiveNoticesProps) {
  const marked = held ? null : lastMarked(document, session.id);
  return (
    <>
      <Darkens />
      <SaveBattery />
      <Thin job={current.job} peers={peers} />
      {held && <HeldCard held={held} document={document} />}
      {marked && <LookAgain last={marked} />}
    </>
  );
}

interface CallFooterProps {
  job: string;
  session: Session;
  peers: Peer[];
  onOpen: (sheet: OpenSheet) => void;
}

function CallFooter({ job, session, peers, onOpen }: CallFooterProps) {
  return (
    <footer class="call-bottom">
      <RaiseHand peers={peers} />
      <HoldToTalk />
      <SideTools onSettings={() => onOpen("camera")} onChat={() => onOpen("chat")} />
      <Controls job={job} session={session} />
    </footer>
  );
}

/** The picture held up is looked for among her own stills; once let go, it may be held up anew. */
function useHeld(peers: Peer[]): void {
  const held = heldBy(peers);
  useEffect(() => {
    if (held) lookForCopy(held);
    else putAside.value = null;
  }, [held?.picture, held?.by?.device?.print]);
}

/** The page behind is put out of reach, and the keyboard works here. */
function useWholeScreen() {
  const screen = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const { body } = document;
    body.classList.add("in-call");
    screen.current?.focus();
    return () => body.classList.remove("in-call");
  }, []);
  return screen;
}

function Middle({ current, session }: { current: CurrentCall; session: Session | null }) {
  const reason = openCall.value?.call.ended.value ?? null;
  if (current.problem) return <Failed problem={current.problem} />;
  if (current.elsewhere || reason === "moved") return <Elsewhere job={current.job} />;
  if (session && (session.state === "ended" || reason))
    return <Ended session={session} left={reason === "left"} />;
  return (
    <>
      <NoPicture />
      {session?.state === "ringing" && <WaitingForExpert job={current.job} session={session} />}
    </>
  );
}

function TopBar({ job, session, peers }: { job: string; session: Session | null; peers: Peer[] }) {
  const words = t().call;
  const at = useNow();
  const since = session?.state === "live" ? session.claimed_at : null;
  const who = otherNames(peers, session);
  return (
    <header class="call-top">
      <button
        type="button"
        class="call-round"
        title={words.toJob}
        aria-label={words.toJob}
        onClick={() => navigate(`/jobs/${job}`)}
      >
        <Icon name="back" />
      </button>
      <div class="call-who">
        <h1>{who || words.asking}</h1>
        {session?.state === "live" && (
          <span class="call-line-state num" role="status">
            {lineWords(peers, Date.now(), sent.value)}
          </span>
        )}
      </div>
      {since && <span class="call-clock num">{callClock(at - Date.parse(since))}</span>}
    </header>
  );
}

/** The experts who have their own cameras on. */
function Faces({ peers }: { peers: Peer[] }) {
  const faces = peers.filter((peer) => peer.state === "live" && peer.device?.camera === "on");
  return (
    <>
      {faces.map((peer) => (
        <Face key={peer.participant} peer={peer} />
      ))}
    </>
  );
}

function Face({ peer }: { peer: Peer }) {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (!video.current) return;
    video.current.srcObject = peer.stream;
    void video.current.play().catch(() => {});
  }, [peer.stream]);
  return <video ref={video} class="call-face" muted autoPlay playsInline aria-label={peer.name} />;
}
