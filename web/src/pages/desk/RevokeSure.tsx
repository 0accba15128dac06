import { Button } from "../../design/Button";
import { Trouble } from "../../design/status/States";
import { useAction } from "../../design/status/load";
import { t } from "../../text";

interface RevokeSureProps {
  question: string;
  word: string;
  revoke: () => Promise<unknown>;
  onDone: () => void;
  onCancel: () => void;
}

/** Revoking a link can't be undone, so the page asks, by name. */
export function RevokeSure({ question, word, revoke, onDone, onCancel }: RevokeSureProps) {
  const revoking = useAction();
  const press = async () => {
    await revoke();
    onDone();
    onCancel();
  };
  return (
    <div class="share-sure">
      <p>{question}</p>
      <div class="row">
        <Button
          kind="danger"
          busy={revoking.busy}
          autoFocus
          onClick={() => void revoking.run(press)}
        >
          {word}
        </Button>
        <Button onClick={onCancel}>{t().common.cancel}</Button>
      </div>
      <Trouble problem={revoking.problem} />
    </div>
  );
}
