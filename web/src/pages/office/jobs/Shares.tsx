import { useState } from "preact/hooks";
import { api, serverNow } from "../../../app/state";
import { Button } from "../../../design/Button";
import { CopyField } from "../../../design/forms/CopyField";
import { useLoad } from "../../../design/status/load";
import type { Job, ListedShare, Share } from "../../../protocol/net/wire";
import { t } from "../../../text";
import { moment } from "../../../text/time";
import { NewShareSheet } from "./NewShareSheet";
import { RevokeSure } from "../../desk/RevokeSure";

interface SharesProps {
  job: Job;
  /** The shares as the document has them, without addresses. */
  recorded: Record<string, Share>;
  zone: string;
}

/** The links that open the job to people without an account. */
export function Shares({ job, recorded, zone }: SharesProps) {
  const words = t().office.share;
  const [making, make] = useState(false);
  const stamp = Object.values(recorded)
    .map((share) => `${share.id}${share.revoked_at}`)
    .join();
  const list = useLoad(() => api.shares(job.id), [job.id, stamp]);
  const shares = list.value?.items ?? Object.values(recorded);
  return (
    <section class="panel-part" aria-label={words.title}>
      <div class="page-head">
        <h2>{words.title}</h2>
        <Button icon="link" onClick={() => make(true)}>
          {words.create}
        </Button>
      </div>
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
      {making && (
        <NewShareSheet job={job.id} zone={zone} onClose={() => make(false)} onMade={list.reload} />
      )}
    </section>
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
  const [sure, ask] = useState(false);
  const state = shareState(share, zone);
  const last = share.last_viewed_at && words.lastView(moment(share.last_viewed_at, zone));
  const seen = share.views === undefined ? [] : [words.views(share.views), last];
  const standing = !state.ended && !sure;
  return (
    <li class={state.ended ? "share share-ended" : "share"}>
      <div>
        <p>
          <strong>{share.label}</strong>
        </p>
        <p class="quiet num">{[state.words, ...seen].filter(Boolean).join(" · ")}</p>
      </div>
      {standing && (
        <Button kind="danger" size="small" onClick={() => ask(true)}>
          {words.revoke}
          <span class="unseen"> {share.label}</span>
        </Button>
      )}
      {sure && (
        <RevokeSure
          question={words.revokeSure(share.label)}
          word={words.revoke}
          revoke={() => api.revokeShare(job, share.id)}
          onDone={onChanged}
          onCancel={() => ask(false)}
        />
      )}
      {standing && share.url && <CopyField label={words.copy} value={share.url} quiet />}
    </li>
  );
}
