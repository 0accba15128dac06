import { useState } from "preact/hooks";
import { mayDispatch } from "../../../app/may";
import { api } from "../../../app/state";
import { Button } from "../../../design/Button";
import { Trouble } from "../../../design/status/States";
import { useAction } from "../../../design/status/load";
import type { Crew, Statement } from "../../../protocol/net/wire";
import { t } from "../../../text";
import { authorName } from "../../../text/author";
import { moment } from "../../../text/time";
import { ReasonSheet } from "../../job/sheets";

interface StatementDecisionProps {
  statement: Statement;
  job: string;
  crew: Crew[];
  /** Whether the job is completed or canceled: it takes no step before it is reopened. */
  ended: boolean;
  zone: string;
  onChanged: () => Promise<void>;
}

/** A step that a technician told of, with her words, and what accepting it would do. */
export function StatementDecision(props: StatementDecisionProps) {
  const { statement, job, zone, onChanged } = props;
  const [refusing, refuse] = useState(false);
  const accepting = useAction();
  const words = t().statements.desk;
  const { id, author, reason, fault, work } = statement;
  const step = t().statements.steps[statement.verb];
  const said = [reason, fault, work].filter(Boolean);
  const accept = () =>
    accepting.run(async () => {
      await api.acceptStatement(job, id);
      await onChanged();
    });
  return (
    <article class="decision">
      <h3>{words.said(authorName(author), step)}</h3>
      <p class="quiet num">{timesOf(statement, zone)}</p>
      {said.map((line) => (
        <p key={line} class="keep-lines">
          {line}
        </p>
      ))}
      <p class="quiet">{effectOf(props)}</p>
      {mayDispatch() ? (
        <div class="row">
          <Button kind="primary" busy={accepting.busy} onClick={accept}>
            {words.accept}
          </Button>
          <Button onClick={() => refuse(true)}>{words.refuse}</Button>
        </div>
      ) : (
        <p class="quiet">{words.dispatcher}</p>
      )}
      <Trouble problem={accepting.problem} />
      {refusing && <RefuseSheet {...props} onClose={() => refuse(false)} />}
    </article>
  );
}

/** Why it waits, what accepting it would do, and who is on the job by now if its author isn't. */
function effectOf({ statement, crew, ended }: StatementDecisionProps): string {
  const words = t().statements.desk;
  const others = crew.some(({ id }) => id === statement.author.id) ? [] : crew;
  const by = others.length > 0 ? words.others(others.map(({ name }) => name).join(", ")) : "";
  const effect = ended ? words.ended : words.effect[statement.verb];
  return `${words.why} ${effect} ${by}`.trim();
}

/** When it happened and when it was told: one time where both are the same minute. */
function timesOf({ at, received_at }: Statement, zone: string): string {
  const [happened, received] = [moment(at, zone), moment(received_at, zone)];
  return happened === received ? happened : t().statements.desk.times(happened, received);
}

function RefuseSheet(props: StatementDecisionProps & { onClose: () => void }) {
  const { statement, job, onChanged, onClose } = props;
  const words = t().statements.desk;
  return (
    <ReasonSheet
      title={words.refuseTitle(t().statements.steps[statement.verb])}
      what={words.refuseWhat}
      label={words.refuseReason}
      action={words.refuse}
      draft={`refuse.${statement.id}`}
      onClose={onClose}
      onSend={async (reason) => {
        await api.refuseStatement(job, statement.id, reason);
        await onChanged();
      }}
    />
  );
}
