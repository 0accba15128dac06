import { useState } from "preact/hooks";
import { api } from "../../app/state";
import { Button } from "../../design/Button";
import { fieldError, Trouble } from "../../design/status/States";
import { useAction, type Action } from "../../design/status/load";
import { askPasskey, passkeysWork } from "../second-factor/passkeys";
import type { SignedIn } from "../../protocol/net/wire";
import { t } from "../../text/account";
import { fullMoment, ownZone } from "../../text/time";
import { CodeField } from "../second-factor/CodeField";
import { ConfirmSheet } from "../second-factor/ConfirmSheet";
import { FactorSetUp } from "../second-factor/FactorSetUp";

interface SecondStepProps {
  signedIn: SignedIn;
  onDone: () => Promise<void>;
}

/** Whether somebody who gave the first proof has something left to do before her pages open. */
export const hasSecondStep = (signedIn: SignedIn): boolean =>
  signedIn.awaits !== null || signedIn.second_factor_due_at !== null;

/** What follows a password or a link: a second factor, or setting one up where it is needed. */
export function SecondStep({ signedIn, onDone }: SecondStepProps) {
  const words = t().secondFactor;
  const [counts, setCounts] = useState(false);
  if (signedIn.awaits === "factor") return <GiveFactor signedIn={signedIn} onDone={onDone} />;
  const due = signedIn.awaits === null && !counts ? signedIn.second_factor_due_at : null;
  return (
    <section class="sign-in-welcome">
      <h1 tabIndex={-1}>{words.setUp}</h1>
      <FactorSetUp
        last={words.goOn}
        onCounts={() => setCounts(true)}
        onDone={() => void onDone()}
      />
      {due && (
        <>
          <Button kind="quiet" onClick={() => void onDone()}>
            {words.later}
          </Button>
          <p class="quiet">{words.until(fullMoment(due, ownZone))}</p>
        </>
      )}
      <ConfirmSheet />
    </section>
  );
}

function GiveFactor({ signedIn, onDone }: SecondStepProps) {
  const words = t().secondFactor;
  const action = useAction();
  const passkey = signedIn.methods.includes("passkey") && passkeysWork();
  return (
    <section class="sign-in-welcome">
      <h1 tabIndex={-1}>{words.title}</h1>
      {passkey && <ByPasskey action={action} onDone={onDone} />}
      <ByCode action={action} first={!passkey} onDone={onDone} />
      <p class="quiet">{words.lost}</p>
    </section>
  );
}

interface ByFactorProps {
  action: Action;
  onDone: () => Promise<void>;
}

function ByPasskey({ action, onDone }: ByFactorProps) {
  const words = t().secondFactor;
  const [broken, setBroken] = useState(false);
  const ask = () =>
    action.run(async () => {
      setBroken(false);
      const { options } = await api.passkeyOptions();
      const credential = await askPasskey(options);
      if (!credential) return setBroken(true);
      await api.signInByPasskey(credential);
      await onDone();
    });
  return (
    <>
      <Button kind="primary" size="big" busy={action.busy} onClick={() => void ask()}>
        {words.usePasskey}
      </Button>
      {broken && <p role="status">{words.passkeyBroken}</p>}
    </>
  );
}

/** The code of an app, or a recovery code; `first` when no passkey is offered before it. */
function ByCode({ action, first, onDone }: ByFactorProps & { first: boolean }) {
  const words = t().secondFactor;
  const [code, setCode] = useState("");
  const send = (event: Event) => {
    event.preventDefault();
    void action.run(async () => {
      await api.signInByCode(code);
      await onDone();
    });
  };
  return (
    <form class="stack" onSubmit={send}>
      <CodeField
        label={words.code}
        hint={words.codeHint}
        value={code}
        error={fieldError(action.problem, "code")}
        onValue={setCode}
      />
      <Trouble problem={action.problem} />
      <Button
        type="submit"
        kind={first ? "primary" : "plain"}
        size="big"
        busy={action.busy}
        disabled={!code.trim()}
      >
        {words.submit}
      </Button>
    </form>
  );
}
