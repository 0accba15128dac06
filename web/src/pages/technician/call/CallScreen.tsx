import { useEffect, useRef, useState } from "preact/hooks";
import { openCall } from "../../../app/call";
import { navigate } from "../../../app/router";
import { Icon } from "../../../design/Icon";
import { useNow } from "../../../design/Clock";
import type { Peer } from "../../../protocol/call";
import { messagesOf } from "../../../protocol/session";
import type { JobDocument, Session } from "../../../protocol/wire";
import { t } from "../../../text";
import { callClock } from "../../../text/time";
import { CameraSheet } from "./CameraSheet";
import { ChatLine, ChatSheet } from "./Chat";
import { Controls, HoldToTalk, SideTools } from "./Controls";
import type { Here } from "./flow";
import { Elsewhere, Ended, Failed } from "./Over";
import { NoPicture } from "./Refused";
import { SelfView } from "./SelfView";
import { StillCard } from "./StillCard";
import { Waiting } from "./Waiting";
import { lineWords, otherNames } from "./words";
import "./call.css";

interface ScreenProps {
  here: Here;
  document: JobDocument | null;
  session: Session | null;
  zone: string;
}

/** Over whatever page is behind it: her picture, the expert's pointer, and three large buttons. */
export function CallScreen({ here, document, session, zone }: ScreenProps) {
  const screen = useRef<HTMLDivElement>(null);
  const peers = openCall.value?.call.peers.value ?? [];
  useEffect(() => {
    const behind = window.document.body;
    behind.classList.add("in-call");
    screen.current?.focus();
    return () => behind.classList.remove("in-call");
  }, []);
  return (
    <div ref={screen} class="call" role="region" aria-label={t().technician.call.inCall} tabIndex={-1}>
      <SelfView peers={peers} />
      <TopBar job={here.job} session={session} peers={peers} />
      <div class="call-middle">
        <Middle here={here} session={session} />
        <StillCard document={document} />
      </div>
      {session?.state === "live" && !here.elsewhere && (
        <Bottom job={here.job} session={session} document={document} zone={zone} />
      )}
      <Faces peers={peers} />
    </div>
  );
}

function Middle({ here, session }: { here: Here; session: Session | null }) {
  const why = openCall.value?.call.ended.value ?? null;
  if (here.problem) return <Failed problem={here.problem} />;
  if (here.elsewhere || why === "moved") return <Elsewhere job={here.job} />;
  if (session && (session.state === "ended" || why)) return <Ended session={session} left={why === "left"} />;
  return (
    <>
      <NoPicture />
      {session?.state === "ringing" && <Waiting job={here.job} session={session} />}
    </>
  );
}

function TopBar({ job, session, peers }: { job: string; session: Session | null; peers: Peer[] }) {
  const words = t().technician.call;
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
      <p class="call-who">
        <strong>{who || words.asking}</strong>
        {session?.state === "live" && (
          <span class="call-line-state num" role="status">
            {lineWords(peers, Date.now())}
          </span>
        )}
      </p>
      {since && <span class="call-clock num">{callClock(at - Date.parse(since))}</span>}
    </header>
  );
}

interface BottomProps {
  job: string;
  session: Session;
  document: JobDocument | null;
  zone: string;
}

function Bottom({ job, session, document, zone }: BottomProps) {
  const [open, set] = useState<"camera" | "chat" | null>(null);
  const messages = messagesOf(document, session.id);
  const shut = () => set(null);
  return (
    <footer class="call-bottom">
      <ChatLine messages={messages} onOpen={() => set("chat")} />
      <HoldToTalk />
      <SideTools onSettings={() => set("camera")} onChat={() => set("chat")} />
      <Controls job={job} session={session} />
      {open === "camera" && <CameraSheet onClose={shut} />}
      {open === "chat" && (
        <ChatSheet job={job} session={session.id} messages={messages} zone={zone} onClose={shut} />
      )}
    </footer>
  );
}

/** An expert who shows herself. */
function Faces({ peers }: { peers: Peer[] }) {
  const shown = peers.filter((peer) => peer.state === "live" && peer.shown?.camera === "on");
  return (
    <>
      {shown.map((peer) => (
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
