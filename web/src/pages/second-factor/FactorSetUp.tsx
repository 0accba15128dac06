import { useState } from "preact/hooks";
import { confirmed } from "../../app/confirm";
import { api } from "../../app/state";
import { Button } from "../../design/Button";
import { Trouble } from "../../design/status/States";
import { useAction } from "../../design/status/load";
import { createPasskey, passkeysWork } from "./passkeys";
import type { AppKey, FactorAdded } from "../../protocol/net/wire";
import { t } from "../../text/account";
import { AppSetUp } from "./AppSetUp";
import { RecoveryCodeList } from "./RecoveryCodeList";
import "./second-factor.css";

interface FactorSetUpProps {
  /** Called when a second factor counts and its recovery codes, if there are some, were seen. */
  onDone: () => void;
  /** Called as soon as it counts, before its recovery codes were seen. */
  onCounts?: () => void;
  /** The words on the button under the recovery codes. */
  last: string;
}

/** Setting up a second factor: which kind, its ceremony, and the recovery codes of the first. */
export function FactorSetUp({ onDone, onCounts, last }: FactorSetUpProps) {
  const [key, setKey] = useState<AppKey | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  const added = (factor: FactorAdded) => {
    onCounts?.();
    if (factor.recovery_codes) setCodes(factor.recovery_codes);
    else onDone();
  };
  if (codes) return <RecoveryCodeList codes={codes} last={last} onDone={onDone} />;
  if (key) return <AppSetUp appKey={key} onAdded={added} />;
  return <FactorChoice onKey={setKey} onAdded={added} />;
}

interface FactorChoiceProps {
  onKey: (key: AppKey) => void;
  onAdded: (factor: FactorAdded) => void;
}

function FactorChoice({ onKey, onAdded }: FactorChoiceProps) {
  const words = t().secondFactor;
  const action = useAction();
  const [broken, setBroken] = useState(false);
  const app = () => action.run(async () => onKey(await confirmed(() => api.beginApp(words.app))));
  const passkey = () =>
    action.run(async () => {
      setBroken(false);
      const { options } = await confirmed(api.newPasskeyOptions);
      const credential = await createPasskey(options);
      if (!credential) return setBroken(true);
      onAdded(await api.addPasskey(words.passkey, credential));
    });
  return (
    <div class="stack">
      <p>{words.why}</p>
      {passkeysWork() && (
        <>
          <Button kind="primary" size="big" busy={action.busy} onClick={() => void passkey()}>
            {words.usePasskey}
          </Button>
          <p class="quiet">{words.passkeyWhat}</p>
        </>
      )}
      <Button size="big" busy={action.busy} onClick={() => void app()}>
        {words.useApp}
      </Button>
      <p class="quiet">{words.appWhat}</p>
      {broken && <p role="status">{words.passkeyBroken}</p>}
      <Trouble problem={action.problem} />
    </div>
  );
}
