import type { ComponentChildren } from "preact";
import type { OpenJob } from "../../../../app/use-job";
import { Badge } from "../../../../design/status/Badge";
import { Button } from "../../../../design/Button";
import { useNow } from "../../../../design/status/Clock";
import type { Peer } from "../../../../protocol/call/peer";
import type { Still } from "../../../../protocol/net/wire";
import { t } from "../../../../text/desk";
import { heldUp, waiting } from "../../../../app/calls/drawing";
import { othersHold } from "../../draw/draw-tool";
import { blocked, playAgain } from "../CallSound";
import {
  cameraProblem,
  microphoneProblem,
  muted,
  startCamera,
  startMicrophone,
  talking,
} from "../../../../app/calls/own-devices";
import "./stage-notes.css";

interface StageNotesProps {
  job: OpenJob;
  session: string;
  peers: Peer[];
}

/**
 * The faults on the expert's own side, and what to do about each: above the picture, never on it.
 */
export function StageNotes({ job, session, peers }: StageNotesProps) {
  const words = t().expert.stage;
  const reason = t().expert.devices.reason;
  const holds = othersHold(peers);
  return (
    <div class="stage-notes" role="status">
      {microphoneProblem.value && (
        <StageNote action={t().common.tryAgain} onAct={() => void startMicrophone()}>
          {words.micRefused} {reason[microphoneProblem.value]}
        </StageNote>
      )}
      {cameraProblem.value && (
        <StageNote action={t().common.tryAgain} onAct={() => void startCamera()}>
          {words.cameraRefused} {reason[cameraProblem.value]}
        </StageNote>
      )}
      {blocked.value && peers.length > 0 && (
        <StageNote action={words.play} onAct={playAgain}>
          {words.playBlocked}
        </StageNote>
      )}
      {holds && !heldUp.value && <StageNote>{words.holdsUp(holds.name)}</StageNote>}
      {!heldUp.value && waiting() > 0 && <StageNote>{t().expert.draw.unsent(waiting())}</StageNote>}
      <Missed job={job} session={session} />
    </div>
  );
}

interface StageNoteProps {
  children: ComponentChildren;
  action?: string;
  onAct?: () => void;
}

function StageNote({ children, action, onAct }: StageNoteProps) {
  return (
    <p class="stage-note num">
      <span>{children}</span>
      {action && (
        <Button size="small" {...(onAct && { onClick: onAct })}>
          {action}
        </Button>
      )}
    </p>
  );
}

/** A missed still is shown longer than anybody looks away; after that the timeline alone has it. */
const MISSED_SHOWN = 15_000;

function Missed({ job, session }: { job: OpenJob; session: string }) {
  const now = useNow();
  const missed = stillsOf(job, session).filter(
    (still) => still.state === "missed" && now - Date.parse(still.expires_at) < MISSED_SHOWN,
  );
  return (
    <>
      {missed.map((still) => (
        <StageNote key={still.id}>{t().expert.stage.stillMissed}</StageNote>
      ))}
    </>
  );
}

function stillsOf(job: OpenJob, session: string): Still[] {
  return Object.values(job.document?.stills ?? {}).filter((still) => still.session_id === session);
}

/**
 * The states that change by the second are small, in a line that is there anyway: the picture must
 * not jump.
 */
export function CallStatus({ job, session }: { job: OpenJob; session: string }) {
  const now = useNow();
  const words = t().expert.stage;
  const pending = stillsOf(job, session).filter((still) => still.state === "pending");
  const left = (still: Still) =>
    Math.max(0, Math.ceil((Date.parse(still.expires_at) - now) / 1000));
  return (
    <span class="stage-standing num" role="status">
      {pending.map((still) => (
        <Badge key={still.id} tone="wait">
          {words.stillAwaited(left(still))}
        </Badge>
      ))}
      {muted.value && !microphoneProblem.value && (
        <Badge tone="wait">{talking.value ? words.talking : words.youMuted}</Badge>
      )}
    </span>
  );
}
