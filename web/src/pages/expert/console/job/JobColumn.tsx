import { useState } from "preact/hooks";
import { setQuery } from "../../../../app/router";
import { pictures } from "../../../../app/state";
import { useJob, type OpenJob } from "../../../../app/use-job";
import { PriorityBadge, StateBadge } from "../../../../design/status/Badge";
import { Button, LinkButton } from "../../../../design/Button";
import { JobClock } from "../../../../design/status/Clock";
import { Sheet } from "../../../../design/overlays/Sheet";
import { EmptyState, ErrorState, Loading } from "../../../../design/status/States";
import type { JobContext, JobDocument } from "../../../../protocol/net/wire";
import { t } from "../../../../text/desk";
import { assetWords } from "../../../job/assets";
import { policyWords } from "../../../job/photo-policy";
import { CallLine } from "../../../desk/CallLine";
import { Decisions } from "../../../desk/decisions/Decisions";
import { Joins } from "../../../desk/Joins";
import { Composer } from "./Composer";
import { EvidenceStrip } from "./EvidenceStrip";
import { LiveTimeline } from "./LiveTimeline";
import "./job-column.css";

interface JobColumnProps {
  open: OpenJob;
  /** The session whose chat is written here; null outside of a call. */
  session: string | null;
  /** The job is not that of the call: its head leads back to the call. */
  aside?: boolean;
}

/** The job beside the picture: its facts, its timeline, and the chat with everybody in the call. */
export function JobColumn({ open, session, aside }: JobColumnProps) {
  const { document, context } = open;
  const ready = document && context && !open.problem;
  return (
    <aside class="console-job" aria-label={t().expert.job.label}>
      {open.problem && <ErrorState problem={open.problem} onRetry={open.reload} />}
      {!ready && !open.problem && <Loading />}
      {ready && (
        <ColumnBody
          open={open}
          document={document}
          context={context}
          session={session}
          aside={aside ?? false}
        />
      )}
    </aside>
  );
}

/** Another job than that of the call, or a job outside of any call. */
export function OtherJob({ id, aside }: { id: string; aside: boolean }) {
  return <JobColumn open={useJob(id)} session={null} aside={aside} />;
}

export function NoJob() {
  return (
    <aside class="console-job" aria-label={t().expert.job.label}>
      <EmptyState icon="list" title={t().expert.job.none}>
        {t().expert.job.noneWhat}
      </EmptyState>
    </aside>
  );
}

interface ColumnBodyProps {
  open: OpenJob;
  document: JobDocument;
  context: JobContext;
  session: string | null;
  aside: boolean;
}

function ColumnBody({ open, document, context, session, aside }: ColumnBodyProps) {
  const { job } = document;
  const zone = context.site.time_zone;
  const refresh = async () => void (await open.live.catchUp());
  return (
    <>
      <div class="console-job-top">
        <ColumnHead document={document} zone={zone} inCall={session !== null} aside={aside} />
        {!session && <CallLine document={document} onChanged={refresh} />}
        <Decisions document={document} zone={zone} onChanged={refresh} />
        <JobPlace context={context} />
        {job.photo_policy && <p>{policyWords(job.photo_policy)}</p>}
        <EvidenceStrip
          document={document}
          source={pictures(job.id)}
          zone={zone}
          onChanged={refresh}
        />
        <JobFacts document={document} context={context} />
      </div>
      <LiveTimeline live={open.live} zone={zone} />
      {session ? (
        <Composer
          key={session}
          job={job.id}
          session={session}
          arrived={(id) => id in document.messages}
          onSaid={refresh}
        />
      ) : (
        <p class="console-no-chat quiet">{t().expert.job.noCall}</p>
      )}
    </>
  );
}

interface ColumnHeadProps {
  document: JobDocument;
  zone: string;
  inCall: boolean;
  aside: boolean;
}

function ColumnHead({ document, zone, inCall, aside }: ColumnHeadProps) {
  const words = t().expert.job;
  const { job } = document;
  const close = () => setQuery({ job: null });
  return (
    <header class="stack-tight">
      <div class="console-job-head">
        <p class="row">
          <span class="job-number num">{job.number}</span>
          <PriorityBadge priority={job.priority} />
          <StateBadge state={job.state} />
        </p>
        {!inCall && (
          <Button
            kind="quiet"
            size="small"
            icon={aside ? "back" : "close"}
            iconOnly
            onClick={close}
          >
            {aside ? words.backToCalls : words.close}
          </Button>
        )}
      </div>
      <h2 class="console-job-title">{job.title}</h2>
      <JobClock job={job} zone={zone} />
    </header>
  );
}

function JobPlace({ context }: { context: JobContext }) {
  const { site, assets } = context;
  return (
    <p class="num">
      <strong>{site.name}</strong>
      {assets.map((asset) => (
        <span key={asset.id} class="console-asset">
          {[assetWords(asset), asset.serial].filter(Boolean).join(" · ")}
        </span>
      ))}
    </p>
  );
}

function JobFacts({ document, context }: { document: JobDocument; context: JobContext }) {
  const words = t().expert.job;
  const { site } = context;
  const { job } = document;
  const [sheet, setSheet] = useState(false);
  return (
    <div class="stack-tight">
      {job.description && (
        <p class="console-asked" title={job.description}>
          {job.description}
        </p>
      )}
      <div class="row console-job-links">
        <Button size="small" icon="link" onClick={() => setSheet(true)}>
          {words.joinLink}
        </Button>
        <LinkButton size="small" kind="quiet" href={`/jobs/${job.id}`}>
          {words.page}
        </LinkButton>
        {site.access_instructions && (
          <AccessInstructions name={words.access}>{site.access_instructions}</AccessInstructions>
        )}
      </div>
      {sheet && (
        <Sheet title={t().office.join.title} onClose={() => setSheet(false)}>
          <Joins job={job.id} joins={document.joins} zone={site.time_zone} />
        </Sheet>
      )}
    </div>
  );
}

function AccessInstructions({ name, children }: { name: string; children: string }) {
  return (
    <details class="console-more">
      <summary>{name}</summary>
      <p class="keep-lines">{children}</p>
    </details>
  );
}
