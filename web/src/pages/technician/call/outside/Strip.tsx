import { useRef } from "preact/hooks";
import { openCall } from "../../../../app/calls/open-call";
import { navigate } from "../../../../app/router";
import { useNow } from "../../../../design/status/Clock";
import { Icon } from "../../../../design/Icon";
import type { Session } from "../../../../protocol/net/wire";
import { t } from "../../../../text/call";
import { callClock } from "../../../../text/spans";
import { callPath, type CurrentCall } from "../flow";
import { heldBy } from "../held/held";
import { camera } from "../camera/phone";
import { sent } from "../camera/photo-rule";
import { usePicture } from "../camera/SelfView";
import { firstName, lineWords, otherNames } from "../words";

/** The strip shows the call's camera and state while she looks at another page, and leads back. */
export function Strip({ current, session }: { current: CurrentCall; session: Session | null }) {
  const video = useRef<HTMLVideoElement>(null);
  usePicture(video, camera.value?.track ?? null);
  return (
    <button type="button" class="call-strip" onClick={() => navigate(callPath(current.job))}>
      <video
        ref={video}
        class={camera.value ? "call-strip-picture" : "unseen"}
        muted
        autoPlay
        playsInline
      />
      <span class="call-strip-words num">
        <Standing current={current} session={session} />
      </span>
      <span class="call-strip-back">
        {t().call.backToCall}
        <Icon name="next" />
      </span>
    </button>
  );
}

function Standing({ current, session }: { current: CurrentCall; session: Session | null }) {
  const words = t().call;
  const at = useNow();
  const call = openCall.value?.call;
  const peers = call?.peers.value ?? [];
  if (current.elsewhere) return <>{words.moved}</>;
  if (session?.state === "ended" || call?.ended.value) return <>{words.over}</>;
  if (session?.state !== "live") {
    const waited = session ? callClock(at - Date.parse(session.asked_at)) : "";
    return (
      <>
        {words.waitingTitle} {waited}
      </>
    );
  }
  const held = heldBy(peers);
  if (held?.by) return <strong>{words.held.shows(firstName(held.by.name))}</strong>;
  const who = otherNames(peers, session);
  return (
    <>
      {who && <strong>{who} · </strong>}
      {lineWords(peers, Date.now(), sent.value)}
    </>
  );
}
