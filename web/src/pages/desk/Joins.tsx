import { useState } from "preact/hooks";
import { api, serverNow } from "../../app/state";
import { Button } from "../../design/Button";
import { Waiting } from "../../design/status/States";
import { useLoad } from "../../design/status/load";
import type { Join, ListedJoin } from "../../protocol/net/wire";
import { t } from "../../text";
import { moment } from "../../text/time";
import { JoinReady } from "./JoinReady";
import { NewJoinSheet } from "./NewJoinSheet";
import { RevokeSure } from "./RevokeSure";

interface JoinsProps {
  job: string;
  /** As the document has them, without addresses. */
  known: Record<string, Join>;
  zone: string;
}

/** Links by which somebody without an account comes to this job with her own phone. */
export function Joins({ job, known, zone }: JoinsProps) {
  const words = t().office.join;
  const [making, make] = useState(false);
  return (
    <section class="panel-part" aria-label={words.title}>
      <div class="page-head">
        <h2>{words.title}</h2>
        <Button icon="link" onClick={() => make(true)}>
          {words.create}
        </Button>
      </div>
      <JoinList job={job} known={known} zone={zone} />
      {making && <NewJoinSheet job={job} zone={zone} onClose={() => make(false)} />}
    </section>
  );
}

export function JoinList({ job, known, zone }: JoinsProps) {
  const words = t().office.join;
  const stamp = Object.values(known)
    .map((join) => `${join.id}${join.taken_at}${join.revoked_at}`)
    .join();
  const list = useLoad(() => api.joins(job), [job, stamp]);
  const joins = list.value?.items ?? Object.values(known);
  return (
    <>
      {list.problem && <Waiting on={list} lines={1} />}
      {joins.length === 0 && <p class="panel-none">{words.what}</p>}
      <ul class="stack-tight">
        {joins.map((join) => (
          <JoinLine key={join.id} job={job} join={join} zone={zone} onChanged={list.reload} />
        ))}
      </ul>
    </>
  );
}

/** Open, taken, ended or revoked; the first two can be taken back. */
export function joinState(
  join: Join,
  zone: string,
  now: number,
): { words: string; ended: boolean } {
  const words = t().office.join;
  if (join.revoked_at) return { words: words.revoked(moment(join.revoked_at, zone)), ended: true };
  const until = moment(join.expires_at, zone);
  if (Date.parse(join.expires_at) < now) return { words: words.expired(until), ended: true };
  if (!join.taken_at) return { words: words.open(until), ended: false };
  const taken = words.taken(join.name, moment(join.taken_at, zone));
  return { words: `${taken} · ${words.until(until)}`, ended: false };
}

interface JoinLineProps {
  job: string;
  join: Join & Partial<ListedJoin>;
  zone: string;
  onChanged: () => void;
}

function JoinLine({ job, join, zone, onChanged }: JoinLineProps) {
  const words = t().office.join;
  const [asked, ask] = useState<"sure" | "show" | null>(null);
  const state = joinState(join, zone, serverNow());
  const { url } = join;
  return (
    <li class={state.ended ? "share share-ended" : "share"}>
      <div>
        <p>
          <strong>{join.name}</strong>
        </p>
        <p class="quiet num">{state.words}</p>
      </div>
      {!state.ended && asked !== "sure" && (
        <div class="row">
          {url && !join.taken_at && (
            <Button size="small" onClick={() => ask("show")}>
              {words.show}
              <span class="unseen"> {join.name}</span>
            </Button>
          )}
          <Button kind="danger" size="small" onClick={() => ask("sure")}>
            {words.revoke}
            <span class="unseen"> {join.name}</span>
          </Button>
        </div>
      )}
      {asked === "sure" && (
        <RevokeSure
          question={words.revokeSure(join.name)}
          word={words.revoke}
          revoke={() => api.revokeJoin(job, join.id)}
          onDone={onChanged}
          onCancel={() => ask(null)}
        />
      )}
      {asked === "show" && url && (
        <JoinReady job={job} join={{ ...join, url }} zone={zone} onClose={() => ask(null)} />
      )}
    </li>
  );
}
