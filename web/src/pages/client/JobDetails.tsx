import { Fact } from "../../design/Fact";
import type { Asset, Job, JobContext } from "../../protocol/net/wire";
import { t } from "../../text/client";
import { assetWords } from "../job/assets";
import { policyWords } from "../job/photo-policy";

export function JobDetails({ job, context }: { job: Job; context: JobContext }) {
  const words = t().client;
  const { site, assets } = context;
  return (
    <section class="stack-tight" aria-label={words.details}>
      <h2>{words.details}</h2>
      <dl class="answer-facts">
        <Fact name={words.site}>
          {site.name}
          {site.address && <span class="quiet">{`\n${site.address}`}</span>}
        </Fact>
        {job.photo_policy && (
          <Fact name={t().photoPolicy.name}>{policyWords(job.photo_policy)}</Fact>
        )}
        {assets.length > 0 && (
          <Fact name={words.equipment}>
            {assets.map((asset) => (
              <Equipment key={asset.id} asset={asset} />
            ))}
          </Fact>
        )}
        {job.reference && <Fact name={words.reference}>{job.reference}</Fact>}
        <Fact name={words.number}>{job.number}</Fact>
        {job.summary && job.description && <Fact name={words.whatIsAsked}>{job.description}</Fact>}
      </dl>
    </section>
  );
}

function Equipment({ asset }: { asset: Asset }) {
  return (
    <p>
      {assetWords(asset)}
      {asset.serial && <span class="quiet"> · {asset.serial}</span>}
    </p>
  );
}
