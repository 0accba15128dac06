import { api } from "../../app/state";
import { Waiting } from "../../design/status/States";
import { useLoad } from "../../design/status/load";
import type { Join } from "../../protocol/net/wire";
import { t } from "../../text/desk";
import { JoinLine } from "./JoinLine";
import { LinkSection } from "./LinkSection";
import { NewJoinSheet } from "./NewJoinSheet";

interface JoinsProps {
  job: string;
  /** The joins of the job document, which have no addresses. */
  joins: Record<string, Join>;
  zone: string;
}

/** Links by which a person without an account comes to this job with her own phone. */
export function Joins({ job, joins, zone }: JoinsProps) {
  const words = t().office.join;
  return (
    <LinkSection
      title={words.title}
      create={words.create}
      form={(onClose) => <NewJoinSheet {...{ job, zone, onClose }} />}
    >
      <JoinList job={job} joins={joins} zone={zone} />
    </LinkSection>
  );
}

function JoinList({ job, joins, zone }: JoinsProps) {
  const words = t().office.join;
  const stamp = Object.values(joins)
    .map((join) => `${join.id}${join.name}${join.taken_at}${join.revoked_at}`)
    .join();
  const list = useLoad(() => api.joins(job), [job, stamp]);
  const rows = list.value?.items ?? Object.values(joins);
  return (
    <>
      {list.problem && <Waiting on={list} lines={1} />}
      {rows.length === 0 && <p class="panel-none">{words.what}</p>}
      <ul class="stack-tight">
        {rows.map((join) => (
          <JoinLine key={join.id} job={job} join={join} zone={zone} onChanged={list.reload} />
        ))}
      </ul>
    </>
  );
}
