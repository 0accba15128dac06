import { Fact } from "../../../design/Fact";
import type { Job, JobContext } from "../../../protocol/net/wire";
import { t } from "../../../text/desk";
import { moment } from "../../../text/time";
import { assetWords } from "../../job/assets";
import { policyWords } from "../../job/photo-policy";

export function JobOverview({ job, context }: { job: Job; context: JobContext }) {
  const words = t().office;
  const { site, organization, assets } = context;
  const zone = site.time_zone;
  const names = job.technicians.map((technician) => technician.name).join(", ");
  const reason =
    job.state === "on_hold" ? job.hold_reason : job.state === "canceled" ? job.cancel_reason : null;
  return (
    <section class="panel-part" aria-label={words.sheet.overview}>
      {job.summary && (
        <dl class="panel-facts">
          <Fact name={t().job.whatWasWrong}>{job.summary.fault}</Fact>
          <Fact name={t().job.whatWasDone}>{job.summary.work}</Fact>
        </dl>
      )}
      {job.description && <p class="keep-lines">{job.description}</p>}
      <dl class="panel-facts">
        {reason && <Fact name={t().job.states[job.state]}>{reason}</Fact>}
        <Fact name={words.sheet.technicians}>{names || words.unassigned}</Fact>
        {job.arrive_by && <Fact name={words.sheet.arriveBy}>{moment(job.arrive_by, zone)}</Fact>}
        <Fact name={words.form.kind}>{t().job.kinds[job.kind]}</Fact>
        {job.reference && <Fact name={words.form.reference}>{job.reference}</Fact>}
        <Fact name={words.form.organization}>{organization.name}</Fact>
        <SiteFacts site={site} />
        {job.photo_policy && (
          <Fact name={t().photoPolicy.name}>{policyWords(job.photo_policy)}</Fact>
        )}
        {assets.length > 0 && (
          <Fact name={words.sheet.assets}>
            {assets
              .map((asset) => [assetWords(asset), asset.serial].filter(Boolean).join(" · "))
              .join("\n")}
          </Fact>
        )}
      </dl>
    </section>
  );
}

function SiteFacts({ site }: { site: JobContext["site"] }) {
  const words = t().office;
  return (
    <>
      <Fact name={words.form.site}>
        {site.name}
        {site.address && <span class="quiet">{`\n${site.address}`}</span>}
      </Fact>
      {site.access_instructions && (
        <Fact name={words.sheet.access}>{site.access_instructions}</Fact>
      )}
    </>
  );
}
