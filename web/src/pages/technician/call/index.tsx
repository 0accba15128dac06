import { useEffect, useState } from "preact/hooks";
import { ringing } from "../../../app/calls/calls";
import { route } from "../../../app/router";
import { me } from "../../../app/state";
import { useJob } from "../../../app/use-job";
import { Button } from "../../../design/Button";
import { t } from "../../../text/call";
import { ownZone } from "../../../text/time";
import { CallScreen } from "./CallScreen";
import { RecordingHere } from "./recording/Consent";
import { callPath, close, followCalls, currentCall, recordable, type CurrentCall } from "./flow";
import { Incoming } from "./outside/Incoming";
import { PeerVoices } from "./camera/PeerVoices";
import { useStills } from "./stills";
import { Strip } from "./outside/Strip";
import "./outside/outside.css";

/** The layer stands beside the pages, so that a call outlives every one of them. */
export function CallLayer() {
  useEffect(() => {
    const stop = followCalls();
    return () => {
      stop();
      // She is signed out: nobody may see or hear her any more.
      close();
    };
  }, []);
  const current = currentCall.value;
  return (
    <>
      <PeerVoices />
      {current && <InCall key={current.job} current={current} />}
      {(!current || current.elsewhere) && <Rings />}
    </>
  );
}

function InCall({ current }: { current: CurrentCall }) {
  const open = useJob(current.job);
  const { document } = open;
  const session = (current.session && document?.sessions[current.session.id]) ?? current.session;
  const zone = open.context?.site.time_zone ?? ownZone;
  useStills(document, session, me.value?.person.id ?? "");
  if (route.value.path === callPath(current.job)) {
    return <CallScreen current={current} document={document} session={session} zone={zone} />;
  }
  const recorded = recordable(current, session);
  return (
    <>
      <Strip current={current} session={session} />
      {recorded && <RecordingHere open={recorded} session={session} place="page" />}
    </>
  );
}

/** A call that rings for her; one that she puts aside stays a tap away as long as it rings. */
function Rings() {
  const [aside, put] = useState<string[]>([]);
  const [call] = ringing.value;
  if (!call) return null;
  const { id, asked_by: by } = call.session;
  if (!aside.includes(id))
    return <Incoming key={id} call={call} onNotNow={() => put([...aside, id])} />;
  return (
    <div class="call-aside">
      <span>{t().call.stillRings(by.name)}</span>
      <Button
        kind="primary"
        icon="phone"
        onClick={() => put(aside.filter((other) => other !== id))}
      >
        {t().call.answer}
      </Button>
    </div>
  );
}
