import { useEffect, useState } from "preact/hooks";
import { AsOf } from "../../../app/kept/AsOf";
import { LeftHere, WaitsForOthers } from "../../../app/kept/LeftHere";
import { usePage } from "../../../app/page";
import { live, me } from "../../../app/state";
import { useJob, type OpenJob } from "../../../app/use-job";
import { LinkButton } from "../../../design/Button";
import { ModeSwitches } from "../../../design/modes/ModeSwitches";
import { Connection } from "../../../design/status/Connection";
import { EmptyState, ErrorState, Loading } from "../../../design/status/States";
import { cameraRefused } from "../../../device/browser";
import type { ApiError } from "../../../protocol/net/client";
import type { JobContext, JobDocument } from "../../../protocol/net/wire";
import { t } from "../../../text";
import { ownZone } from "../../../text/time";
import { FoldedTimeline } from "../../job/timeline/FoldedTimeline";
import { InAppNotice } from "../../../app/InAppNotice";
import { StepLines } from "../steps/StepLines";
import { TakeBack } from "../steps/StepState";
import { useSteppedDocument } from "../steps/use-steps";
import { ActionBar } from "./ActionBar";
import { Capture } from "./Capture";
import { Finish, Outcome } from "./Finish";
import { JobHead } from "./JobHead";
import { OutboxLine } from "./OutboxLine";
import { usePhase } from "./phase";

const CLOSED = ["completed", "canceled"];

/** A guest adds to the job; its course is the technician's and the desk's. */
const isGuest = () => me.value?.person.role === "guest";

export function JobPage({ id }: { id: string }) {
  const open = useJob(id);
  const document = useSteppedDocument(open);
  const zone = open.context?.site.time_zone ?? ownZone;
  usePage(document ? `${document.job.number} ${document.job.title}` : t().common.loading);
  return (
    <div class="tech with-bar">
      <header class="tech-bar">
        {!isGuest() && (
          <LinkButton href="/" kind="quiet" icon="back" iconOnly>
            {t().technician.today}
          </LinkButton>
        )}
        <div class="tech-where">
          <span class="job-number num">{document?.job.number}</span>
          <Connection status={live().status.value} />
        </div>
        <ModeSwitches />
      </header>
      <main id="main" class="tech-main" tabIndex={-1}>
        <StepLines job={id} document={document} />
        {document && !open.problem ? (
          <JobContent open={open} document={document} context={open.context} zone={zone} />
        ) : (
          <>
            <h1 class="unseen" tabIndex={-1}>
              {t().common.loading}
            </h1>
            {open.problem ? <Missing open={open} problem={open.problem} /> : <Loading />}
          </>
        )}
      </main>
    </div>
  );
}

/** A technician whose job was given to somebody else meanwhile is led back to her day. */
function Missing({ open, problem }: { open: OpenJob; problem: ApiError }) {
  const words = t().technician;
  if (problem.code !== "not_found" || isGuest()) {
    return <ErrorState problem={problem} onRetry={open.reload} />;
  }
  return (
    <div role="alert">
      <EmptyState
        icon="person"
        title={words.notHers}
        action={
          <LinkButton href="/" kind="primary">
            {words.toToday}
          </LinkButton>
        }
      >
        {words.notHersWhat}
      </EmptyState>
    </div>
  );
}

interface JobContentProps {
  open: OpenJob;
  document: JobDocument;
  context: JobContext | null;
  zone: string;
}

function JobContent({ open, document, context, zone }: JobContentProps) {
  const { job } = document;
  const [phase, setPhase] = usePhase(job.id);
  const closed = CLOSED.includes(job.state);
  const refresh = async () => void (await open.live.catchUp());
  return (
    <>
      <JobHead job={job} context={context} zone={zone} />
      <TakeBack job={job.id} />
      <InAppNotice />
      <LeftHere />
      <CameraNotice />
      <AsOf at={open.at} />
      <Outcome job={job} zone={zone} />
      <OutboxLine job={job.id} />
      <WaitsForOthers />
      <Capture
        document={document}
        phase={phase}
        onPhase={setPhase}
        zone={zone}
        onChanged={refresh}
      />
      {job.state === "on_site" && !isGuest() && <Finish document={document} />}
      <FoldedTimeline live={open.live} zone={zone} />
      {!closed && <ActionBar job={job} phase={phase} />}
    </>
  );
}

function CameraNotice() {
  const [refused, set] = useState(false);
  useEffect(() => void cameraRefused().then(set), []);
  if (!refused) return null;
  return (
    <div class="notice" role="alert">
      <p class="notice-title">{t().technician.cameraRefused}</p>
      <p>{t().technician.cameraRefusedHow}</p>
    </div>
  );
}
