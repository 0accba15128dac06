import { useEffect, useRef } from "preact/hooks";
import { usePage } from "../../../app/page";
import { useJob, type OpenJob } from "../../../app/use-job";
import { PriorityBadge, StateBadge } from "../../../design/status/Badge";
import { Button, LinkButton } from "../../../design/Button";
import { JobClock } from "../../../design/status/Clock";
import { ErrorState, Loading } from "../../../design/status/States";
import type { JobContext, JobDocument } from "../../../protocol/net/wire";
import { t } from "../../../text/desk";
import { FoldedTimeline } from "../../job/timeline/FoldedTimeline";
import { CallLine } from "../../desk/CallLine";
import { Decisions } from "../../desk/decisions/Decisions";
import { JobActions } from "./JobActions";
import { JobEvidence } from "./JobEvidence";
import { JobOverview } from "./JobOverview";
import { Joins } from "../../desk/Joins";
import { Shares } from "./Shares";
import "./panel.css";

/** A job beside the board, or, without a way to close it, as a page of its own. */
export function JobPanel({ id, onClose }: { id: string; onClose?: () => void }) {
  const open = useJob(id);
  const heading = useRef<HTMLHeadingElement>(null);
  const { document, context } = open;
  const ready = document !== null && context !== null;
  useEffect(() => {
    if (ready && onClose) heading.current?.focus();
  }, [ready]);
  const label = document ? `${document.job.number} ${document.job.title}` : t().common.loading;
  const inside = (
    <>
      <PanelTop id={id} number={document?.job.number ?? ""} onClose={onClose} />
      {open.problem && <ErrorState problem={open.problem} onRetry={open.reload} />}
      {!ready && !open.problem && <Loading />}
      {ready && !open.problem && (
        <Parts open={open} document={document} context={context} heading={heading} />
      )}
    </>
  );
  if (!onClose) {
    return (
      <div class="panel-page">
        <PageTitle title={label} />
        {inside}
      </div>
    );
  }
  const onKey = (event: KeyboardEvent) => {
    if (event.key === "Escape" && !(event.target as Element).closest("dialog")) onClose();
  };
  return (
    <aside class="panel" aria-label={label} onKeyDown={onKey}>
      {inside}
    </aside>
  );
}

interface TopProps {
  id: string;
  number: string;
  onClose: (() => void) | undefined;
}

function PanelTop({ id, number, onClose }: TopProps) {
  const words = t().office.sheet;
  return (
    <div class="panel-top">
      <span class="job-number num">{number}</span>
      {onClose && (
        <span class="push row">
          <LinkButton href={`/jobs/${id}`} kind="quiet" size="small">
            {words.openPage}
          </LinkButton>
          <Button kind="quiet" icon="close" iconOnly onClick={onClose}>
            {words.close}
          </Button>
        </span>
      )}
    </div>
  );
}

function PageTitle({ title }: { title: string }) {
  usePage(title);
  return null;
}

interface PartsProps {
  open: OpenJob;
  document: JobDocument;
  context: JobContext;
  heading: { current: HTMLHeadingElement | null };
}

function Parts({ open, document, context, heading }: PartsProps) {
  const { job } = document;
  const zone = context.site.time_zone;
  const refresh = async () => void (await open.live.catchUp());
  return (
    <div class="panel-parts">
      <header class="stack-tight">
        <h1 ref={heading} class="panel-title" tabIndex={-1}>
          {job.title}
        </h1>
        <p class="row">
          <PriorityBadge priority={job.priority} />
          <StateBadge state={job.state} />
          <JobClock job={job} zone={zone} />
        </p>
      </header>
      <JobActions job={job} zone={zone} onChanged={refresh} />
      <Decisions document={document} zone={zone} onChanged={refresh} />
      <CallLine document={document} onChanged={refresh} />
      <JobOverview job={job} context={context} />
      <JobEvidence document={document} zone={zone} onChanged={refresh} />
      <Joins job={job.id} joins={document.joins} zone={zone} />
      <Shares job={job} recorded={document.shares} zone={zone} />
      <FoldedTimeline live={open.live} zone={zone} />
    </div>
  );
}
