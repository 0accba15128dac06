import { openCall, type OpenCall } from "../../../app/calls/open-call";
import { usePage } from "../../../app/page";
import { navigate, route } from "../../../app/router";
import { wall } from "../../../app/calls/wall";
import { useJob } from "../../../app/use-job";
import { Button } from "../../../design/Button";
import { useAction } from "../../../design/status/load";
import { Trouble } from "../../../design/status/States";
import { t } from "../../../text/desk";
import { consolePath, joinCall, putAway } from "../../../app/calls/desk-calls";
import { Idle } from "./Idle";
import { JobColumn, NoJob, OtherJob } from "./job/JobColumn";
import { Queue } from "./Queue";
import { SiteWall } from "../wall/Sites";
import { Stage } from "./stage/Stage";
import "./console.css";
import "./stage/stage.css";

/** The queue, the stage and the job: everything an expert needs on one screen. */
export function Console() {
  usePage(t().expert.console);
  const open = openCall.value;
  return open ? <ConsoleInCall key={open.session} open={open} /> : <ConsoleBetweenCalls />;
}

function ConsoleBetweenCalls() {
  const job = route.value.query.get("job");
  const watching = wall.sites.value.length > 0;
  return (
    <div class={watching && !job ? "console console-wall" : "console"}>
      <Queue />
      {watching ? <SiteWall /> : <Idle />}
      {job ? <OtherJob key={job} id={job} aside={false} /> : !watching && <NoJob />}
    </div>
  );
}

function ConsoleInCall({ open }: { open: OpenCall }) {
  const job = useJob(open.job);
  const over = open.call.ended.value;
  const beside = route.value.query.get("job");
  const aside = beside !== null && beside !== open.job;
  return (
    <div class="console console-live">
      <Queue />
      {over ? <CallOver open={open} reason={over} /> : <Stage open={open} job={job} />}
      {aside ? (
        <OtherJob key={beside} id={beside} aside />
      ) : (
        <JobColumn open={job} session={over ? null : open.session} />
      )}
    </div>
  );
}

interface CallOverProps {
  open: OpenCall;
  reason: "moved" | "ended" | "left";
}

/** The call is over, for this page at least; the job with all its evidence stands beside it. */
function CallOver({ open, reason }: CallOverProps) {
  const words = t().expert.stage;
  const taking = useAction();
  const done = () => {
    putAway();
    navigate(`${consolePath()}?job=${open.job}`);
  };
  const title = { moved: words.moved, ended: words.ended, left: words.left }[reason];
  const what = { moved: words.movedWhat, ended: words.endedWhat, left: "" }[reason];
  return (
    <section class="stage" aria-label={words.label}>
      <div class="stage-idle">
        <div class="stage-idle-inside">
          <div class="stack-tight" role="status">
            <h1 tabIndex={-1}>{title}</h1>
            {what && <p class="quiet">{what}</p>}
          </div>
          <div class="row">
            {reason === "moved" && (
              <Button
                kind="primary"
                busy={taking.busy}
                onClick={() => void taking.run(() => joinCall(open.job, open.session))}
              >
                {t().expert.queue.takeHere}
              </Button>
            )}
            <Button kind={reason === "moved" ? "plain" : "primary"} onClick={done}>
              {words.done}
            </Button>
          </div>
          <Trouble problem={taking.problem} />
        </div>
      </div>
    </section>
  );
}
