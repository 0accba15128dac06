import { outbox } from "../../../app/outbox";
import { Button } from "../../../design/Button";
import { Icon } from "../../../design/Icon";
import { toast } from "../../../design/overlays/Toast";
import { isOnlyHere, type OutboxItem } from "../../../protocol/outbox/entries";
import { waitingStatements } from "../../../protocol/outbox/statements";
import { t } from "../../../text";
import "./steps.css";

/** Beside a state that is her word alone so far: what it waits for. */
export function StepState({ job }: { job: string }) {
  const [first] = waitingStatements(outbox.items.value, job);
  return first ? <WaitState item={first} /> : null;
}

/** What the item waits for. */
export function WaitState({ item }: { item: OutboxItem }) {
  return (
    <span class="step-state">
      <Icon name="upload" />
      <span>{waitWords(item)}</span>
    </span>
  );
}

function waitWords(item: OutboxItem): string {
  const words = t().statements;
  const { stage, problem } = item.progress.value;
  if (isOnlyHere(item)) return t().technician.stages.onlyHere;
  if (!navigator.onLine || problem?.offline) return words.waitsForNetwork;
  return stage === "waiting" ? words.waits : words.sending;
}

/** The step that was told last can be taken back as long as it waits. */
export function TakeBack({ job }: { job: string }) {
  const last = waitingStatements(outbox.items.value, job).at(-1);
  if (!last) return null;
  const { stage, attempts } = last.progress.value;
  if (stage !== "waiting" || (attempts === 0 && navigator.onLine)) return null;
  const words = t().statements;
  const step = words.steps[last.entry.verb];
  const takeBack = () => {
    const tellAgain = outbox.discard(last.entry.id);
    // An answer that was lost says nothing of whether the step was taken.
    const said = attempts > 0 ? words.perhapsTaken : words.takenBack;
    if (tellAgain) toast(said(step), () => void tellAgain());
  };
  return (
    <div class="row">
      <Button kind="quiet" icon="undo" onClick={takeBack}>
        {words.takeBack(step)}
      </Button>
    </div>
  );
}
