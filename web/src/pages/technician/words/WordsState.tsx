import { outbox } from "../../../app/outbox";
import { Button } from "../../../design/Button";
import { wordsFor } from "../../../design/status/States";
import type { JobDocument } from "../../../protocol/net/wire";
import { isStored, type OutboxItem } from "../../../protocol/outbox/entries";
import { captionsOf, linesOf } from "../../../protocol/outbox/words";
import { t } from "../../../text";
import { WaitState } from "../steps/StepState";

/** Beside what she wrote: what it waits for, or why it was refused and what she can do then. */
export function WordsState({ item }: { item: OutboxItem }) {
  const { stage, problem } = item.progress.value;
  if (stage === "stored") return null;
  if (stage !== "refused") return <WaitState item={item} />;
  const { id } = item.entry;
  const words = t().technician;
  return (
    <div class="stack-tight" role="alert">
      <p>
        {words.stages.refused}
        {problem && ` · ${wordsFor(problem)}`}
      </p>
      <div class="row">
        <Button onClick={() => outbox.retry(id)}>{words.refusedRetry}</Button>
        <Button kind="danger" onClick={() => outbox.discard(id)}>
          {words.refusedRemove}
        </Button>
      </div>
    </div>
  );
}

interface UnsentProps {
  /** The job of which the page is; without one, what was refused of all. */
  job: string | undefined;
  document: JobDocument | null;
}

/** Lines of chat that wait, also of a call that has ended, and all words that were refused. */
export function UnsentWords({ job, document }: UnsentProps) {
  const items = outbox.items.value;
  const lines = linesOf(items, job, document?.messages);
  const refused = (item: OutboxItem) => item.progress.value.stage === "refused";
  const waiting = lines.filter((line) => (job ? !isStored(line) : refused(line)));
  return (
    <>
      {waiting.map((item) => (
        <UnsentItem key={item.entry.id} item={item} text={item.entry.text} />
      ))}
      {captionsOf(items, job)
        .filter(refused)
        .map((item) => (
          <UnsentItem key={item.entry.id} item={item} text={item.entry.caption ?? ""} />
        ))}
    </>
  );
}

function UnsentItem({ item, text }: { item: OutboxItem; text: string }) {
  const words = t();
  const isLine = item.entry.kind === "message";
  return (
    <section class="notice stack-tight">
      <p class="notice-title">{isLine ? words.technician.chatLine : words.job.viewer.caption}</p>
      {text && <p class="keep-lines">{text}</p>}
      <WordsState item={item} />
    </section>
  );
}
