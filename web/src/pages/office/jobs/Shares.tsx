import { api, serverNow } from "../../../app/state";
import { CopyField } from "../../../design/forms/CopyField";
import { useLoad } from "../../../design/status/load";
import type { Job, ListedShare, Share } from "../../../protocol/net/wire";
import { t } from "../../../text/desk";
import { moment } from "../../../text/time";
import { LinkLine } from "../../desk/LinkLine";
import { LinkSection } from "../../desk/LinkSection";
import { NewShareSheet } from "./NewShareSheet";

interface SharesProps {
  job: Job;
  /** The shares as the document has them, without addresses. */
  recorded: Record<string, Share>;
  zone: string;
}

/** The links that open the job to people without an account. */
export function Shares({ job, recorded, zone }: SharesProps) {
  const words = t().office.share;
  const stamp = Object.values(recorded)
    .map((share) => `${share.id}${share.revoked_at}`)
    .join();
  const list = useLoad(() => api.shares(job.id), [job.id, stamp]);
  const shares = list.value?.items ?? Object.values(recorded);
  return (
    <LinkSection
      title={words.title}
      create={words.create}
      form={(onClose) => (
        <NewShareSheet job={job.id} {...{ zone, onClose }} onCreated={list.reload} />
      )}
    >
      {shares.length === 0 && <p class="panel-none">{words.what}</p>}
      <ul class="stack-tight">
        {shares.map((share) => (
          <ShareLine
            key={share.id}
            job={job.id}
            share={share}
            zone={zone}
            onChanged={list.reload}
          />
        ))}
      </ul>
    </LinkSection>
  );
}

function shareState(share: Share, zone: string): { words: string; ended: boolean } {
  const words = t().office.share;
  if (share.revoked_at)
    return { words: words.revoked(moment(share.revoked_at, zone)), ended: true };
  const ended = Date.parse(share.expires_at) < serverNow();
  const time = moment(share.expires_at, zone);
  return { words: ended ? words.expired(time) : words.until(time), ended };
}

interface ShareLineProps {
  job: string;
  share: Share & Partial<ListedShare>;
  zone: string;
  onChanged: () => void;
}

function ShareLine({ job, share, zone, onChanged }: ShareLineProps) {
  const words = t().office.share;
  const { words: standing, ended } = shareState(share, zone);
  const last = share.last_viewed_at && words.lastView(moment(share.last_viewed_at, zone));
  const views = share.views === undefined ? [] : [words.views(share.views), last];
  const revocation = {
    word: words.revoke,
    question: words.revokeSure(share.label),
    send: () => api.revokeShare(job, share.id),
  };
  return (
    <LinkLine
      {...{ ended, revocation }}
      name={share.label}
      state={[standing, ...views].filter(Boolean).join(" · ")}
      onRevoked={onChanged}
    >
      {share.url && <CopyField label={words.copy} value={share.url} quiet />}
    </LinkLine>
  );
}
