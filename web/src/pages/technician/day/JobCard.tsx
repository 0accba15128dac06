import { PriorityBadge, StateBadge } from "../../../design/status/Badge";
import { Button } from "../../../design/Button";
import { JobClock } from "../../../design/status/Clock";
import { useAction } from "../../../design/status/load";
import { navigate } from "../../../app/router";
import { buzz } from "../../../device/browser";
import type { JobState, JobRow } from "../../../protocol/net/wire";
import { t } from "../../../text";
import { StepState } from "../steps/StepState";
import { tell } from "../steps/tell";

/** The one step that comes next in each state; a state in which she takes pictures has none. */
export const NEXT: Partial<Record<JobState, "acknowledge" | "arrive" | "resume">> = {
  assigned: "acknowledge",
  acknowledged: "arrive",
  on_hold: "resume",
};

interface JobCardProps {
  row: JobRow;
  /** The step of the first card alone is the largest thing on the screen. */
  first?: boolean;
}

export function JobCard({ row, first }: JobCardProps) {
  const action = useAction();
  const verb = NEXT[row.state];
  const press = () =>
    action.run(async () => {
      if (!verb) return;
      await tell(row, verb);
      buzz();
      if (verb !== "acknowledge") navigate(`/jobs/${row.id}`);
    });
  const closed = row.state === "completed";
  const kind = first ? "primary" : "plain";
  return (
    <article class={`job-card job-card-${row.state}`}>
      <a class="job-card-link" href={`/jobs/${row.id}`}>
        <p class="job-card-top num">
          <span class="job-number">{row.number}</span>
          {!closed && <PriorityBadge priority={row.priority} />}
          <StateBadge state={row.state} />
          <StepState job={row.id} />
        </p>
        <h2 class="job-card-title">{row.title}</h2>
        <p class="quiet">{row.site_name}</p>
        <JobClock job={row} zone={row.time_zone} />
      </a>
      {verb && (
        <Button kind={kind} size="big" busy={action.busy} onClick={press}>
          {t().technician.verbs[verb]}
        </Button>
      )}
      {row.state === "on_site" && (
        <Button kind={kind} size="big" onClick={() => navigate(`/jobs/${row.id}`)}>
          {t().technician.verbs.open}
        </Button>
      )}
    </article>
  );
}
