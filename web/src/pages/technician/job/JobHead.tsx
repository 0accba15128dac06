import { PriorityBadge, StateBadge } from "../../../design/status/Badge";
import { JobClock } from "../../../design/status/Clock";
import { Icon } from "../../../design/Icon";
import { isApple } from "../../../device/browser";
import type { Job, JobContext, JobState } from "../../../protocol/net/wire";
import { t } from "../../../text";
import { assetWords, placeWords } from "../../job/assets";
import { StepState } from "../steps/StepState";

/** The link that opens a place in the phone's own map application. */
export function mapLink(address: string, agent: string): string {
  const query = encodeURIComponent(address);
  return isApple(agent) ? `https://maps.apple.com/?q=${query}` : `geo:0,0?q=${query}`;
}

/** She needs the place while she is on the way; once there, the pictures need the room. */
const ON_THE_WAY: JobState[] = ["requested", "open", "assigned", "acknowledged"];

interface HeadProps {
  job: Job;
  context: JobContext | null;
  zone: string;
}

export function JobHead({ job, context, zone }: HeadProps) {
  return (
    <section class="job-head">
      <p class="row">
        <PriorityBadge priority={job.priority} />
        <StateBadge state={job.state} />
        <StepState job={job.id} />
        <JobClock job={job} zone={zone} />
      </p>
      <h1 tabIndex={-1}>{job.title}</h1>
      {job.description && <p class="keep-lines">{job.description}</p>}
      {context && ON_THE_WAY.includes(job.state) && <SiteDetails context={context} />}
      {context && !ON_THE_WAY.includes(job.state) && (
        <details class="job-where">
          <summary>
            <Icon name="pin" />
            <span>{whereWords(context)}</span>
            <Icon name="down" />
          </summary>
          <SiteDetails context={context} />
        </details>
      )}
    </section>
  );
}

function whereWords({ site, assets }: JobContext): string {
  const places = assets.map((asset) => placeWords(asset));
  return [site.name, ...new Set(places)].filter(Boolean).join(" · ");
}

function SiteDetails({ context }: { context: JobContext }) {
  const words = t().technician;
  const { site, assets } = context;
  return (
    <ul class="job-facts">
      <li>
        <a class="job-fact" href={mapLink(site.address || site.name, navigator.userAgent)}>
          <Icon name="pin" />
          <span>
            <strong>{site.name}</strong>
            {site.address && <span class="job-fact-more keep-lines">{site.address}</span>}
            <span class="unseen">. {words.openMap}</span>
          </span>
          <Icon name="next" />
        </a>
      </li>
      {assets.map((asset) => (
        <li key={asset.id} class="job-fact">
          <Icon name="board" />
          <span>
            <span class="unseen">{words.asset}: </span>
            {assetWords(asset)}
            {asset.serial && <span class="job-fact-more num">{asset.serial}</span>}
          </span>
        </li>
      ))}
      {site.access_instructions && (
        <li class="job-fact">
          <Icon name="key" />
          <span>
            <span class="unseen">{words.access}: </span>
            <span class="keep-lines">{site.access_instructions}</span>
          </span>
        </li>
      )}
    </ul>
  );
}
