import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Button } from "../../design/Button";
import { Trouble } from "../../design/status/States";
import { useAction } from "../../design/status/load";
import { t } from "../../text";
import "./link-line.css";

interface Revocation {
  word: string;
  question: string;
  send: () => Promise<unknown>;
}

interface LinkLineProps {
  /** Whom the link is for. */
  name: string;
  state: string;
  ended: boolean;
  revocation: Revocation;
  onRevoked: () => void;
  /** A button beside the one that revokes. */
  button?: ComponentChildren;
  /** The part under a link that works, while nobody is about to revoke it. */
  children?: ComponentChildren;
}

/** One link to a job: whom it is for, its state, and what can be done with it. */
export function LinkLine(props: LinkLineProps) {
  const { name, state, ended, revocation, onRevoked, button, children } = props;
  const [sure, ask] = useState(false);
  const standing = !ended && !sure;
  return (
    <li class={ended ? "share share-ended" : "share"}>
      <div>
        <p>
          <strong>{name}</strong>
        </p>
        <p class="quiet num">{state}</p>
      </div>
      {standing && (
        <div class="row">
          {button}
          <Button kind="danger" size="small" onClick={() => ask(true)}>
            {revocation.word}
            <span class="unseen"> {name}</span>
          </Button>
        </div>
      )}
      {sure && (
        <RevokeSure revocation={revocation} onDone={onRevoked} onCancel={() => ask(false)} />
      )}
      {standing && children}
    </li>
  );
}

interface RevokeSureProps {
  revocation: Revocation;
  onDone: () => void;
  onCancel: () => void;
}

/** Revoking a link can't be undone, so the page asks, by name. */
function RevokeSure({ revocation, onDone, onCancel }: RevokeSureProps) {
  const revoking = useAction();
  const press = async () => {
    await revocation.send();
    onDone();
    onCancel();
  };
  return (
    <div class="share-sure">
      <p>{revocation.question}</p>
      <div class="row">
        <Button
          kind="danger"
          busy={revoking.busy}
          autoFocus
          onClick={() => void revoking.run(press)}
        >
          {revocation.word}
        </Button>
        <Button onClick={onCancel}>{t().common.cancel}</Button>
      </div>
      <Trouble problem={revoking.problem} />
    </div>
  );
}
