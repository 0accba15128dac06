import { outbox } from "../../../app/outbox";
import { me } from "../../../app/state";
import { Button } from "../../../design/Button";
import { wordsFor } from "../../../design/status/States";
import type { ApiError } from "../../../protocol/net/client";
import type { JobDocument, Statement } from "../../../protocol/net/wire";
import { statementsOf, type StatementItem } from "../../../protocol/outbox/statements";
import { t } from "../../../text";
import { UnsentWords } from "../words/WordsState";
import "./steps.css";

interface StepLinesProps {
  /** The job of which the page is; all of hers without one. */
  job?: string;
  document?: JobDocument | null;
}

/** What became of steps and words that did not come true as she told of them, or wait for it. */
export function StepLines({ job, document }: StepLinesProps) {
  const told = statementsOf(outbox.items.value, job);
  const recorded = undecided(document ?? null);
  const passedOn = told.filter(
    ({ entry, progress }) => progress.value.passedOn && !recorded.some(({ id }) => id === entry.id),
  );
  const refused = told.filter(({ progress }) => progress.value.stage === "refused");
  return (
    <>
      {recorded.map(({ id, verb }) => (
        <p key={id} class="notice" role="status">
          {t().statements.passedOn(t().statements.steps[verb])}
        </p>
      ))}
      {passedOn.map((item) => (
        <PassedOn key={item.entry.id} item={item} named={!job} />
      ))}
      {refused.map((item) => (
        <RefusedStep key={item.entry.id} item={item} />
      ))}
      <UnsentWords job={job} document={document ?? null} />
    </>
  );
}

/** Her statements on which the desk has not decided, also those of an earlier page. */
function undecided(document: JobDocument | null): Statement[] {
  return Object.values(document?.statements ?? {}).filter(
    ({ author, state }) => author.id === me.value?.person.id && state === "waiting",
  );
}

/** One line, which asks nothing of her. */
function PassedOn({ item: { entry }, named }: { item: StatementItem; named: boolean }) {
  const words = t().statements;
  const line = words.passedOn(words.steps[entry.verb]);
  return (
    <div class="notice step-line" role="status">
      <p>{named ? `${entry.number}: ${line}` : line}</p>
      <Button kind="quiet" icon="close" iconOnly onClick={() => outbox.forgetStored([entry.id])}>
        {t().common.close}
      </Button>
    </div>
  );
}

function RefusedStep({ item: { entry, progress } }: { item: StatementItem }) {
  const words = t().statements;
  const { problem } = progress.value;
  const said = [entry.reason, entry.fault, entry.work].filter(Boolean);
  return (
    <section class="notice" role="alert">
      <p class="notice-title">{words.refused(words.steps[entry.verb], entry.number)}</p>
      {problem && <p>{whyRefused(problem)}</p>}
      {said.map((line) => (
        <p key={line} class="keep-lines">
          {line}
        </p>
      ))}
      <Button size="big" onClick={() => outbox.discard(entry.id)}>
        {words.remove}
      </Button>
      <Button kind="quiet" onClick={() => outbox.retry(entry.id)}>
        {t().technician.refusedRetry}
      </Button>
    </section>
  );
}

function whyRefused(problem: ApiError): string {
  return problem.status === 404 ? t().statements.notYours : wordsFor(problem);
}
