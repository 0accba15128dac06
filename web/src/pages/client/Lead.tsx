import { StateBadge } from "../../design/status/Badge";
import type { Job } from "../../protocol/net/wire";
import { t } from "../../text/client";
import { fullMoment } from "../../text/time";

function stateSentence(job: Job, zone: string): string {
  const words = t().client.stateNow;
  const names =
    job.technicians.map((technician) => technician.name).join(", ") || t().client.someone;
  switch (job.state) {
    case "requested":
      return words.requested;
    case "open":
      return words.open;
    case "assigned":
      return words.assigned(names);
    case "acknowledged":
      return words.acknowledged(names);
    case "on_site":
      return words.on_site(names);
    case "on_hold":
      return words.on_hold(job.hold_reason ?? "");
    case "completed":
      return words.completed(names, job.completed_at ? fullMoment(job.completed_at, zone) : "");
    case "canceled":
      return words.canceled(job.cancel_reason ?? "");
  }
}

/** The head of a job says how far it is, and once it is done what was wrong and what was done. */
export function Lead({ job, zone }: { job: Job; zone: string }) {
  const words = t().client;
  return (
    <header class="lead">
      <p class="row num">
        <span class="lead-number">{job.number}</span>
        <StateBadge state={job.state} />
      </p>
      <h1 tabIndex={-1}>{job.title}</h1>
      <p class="lead-state num">{stateSentence(job, zone)}</p>
      {job.summary ? (
        <div class="lead-answers">
          <section>
            <h2>{t().job.whatWasWrong}</h2>
            <p class="keep-lines">{job.summary.fault}</p>
          </section>
          <section>
            <h2>{t().job.whatWasDone}</h2>
            <p class="keep-lines">{job.summary.work}</p>
          </section>
        </div>
      ) : (
        job.description && (
          <section class="lead-asked">
            <h2>{words.whatIsAsked}</h2>
            <p class="keep-lines">{job.description}</p>
          </section>
        )
      )}
    </header>
  );
}
