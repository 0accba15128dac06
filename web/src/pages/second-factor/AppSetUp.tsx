import { useState } from "preact/hooks";
import { api } from "../../app/state";
import { Button, LinkButton } from "../../design/Button";
import { CopyField } from "../../design/forms/CopyField";
import { fieldError, Trouble } from "../../design/status/States";
import { useAction } from "../../design/status/load";
import type { AppKey, FactorAdded } from "../../protocol/net/wire";
import { t } from "../../text/account";
import { CodeField } from "./CodeField";

interface AppSetUpProps {
  appKey: AppKey;
  onAdded: (factor: FactorAdded) => void;
}

/** The key of an authenticator app, to scan, to open or to copy, and a field for its first code. */
export function AppSetUp({ appKey, onAdded }: AppSetUpProps) {
  const words = t().secondFactor;
  const [code, setCode] = useState("");
  const action = useAction();
  const send = (event: Event) => {
    event.preventDefault();
    void action.run(async () => onAdded(await api.confirmApp(appKey.id, code)));
  };
  return (
    <form class="stack" onSubmit={send}>
      <p>{words.scan}</p>
      <img class="factor-qr" src={appKey.qr} alt={words.qr} width="200" height="200" />
      <p class="quiet">{words.sameDevice}</p>
      <LinkButton href={appKey.url} icon="link">
        {words.openApp}
      </LinkButton>
      <CopyField label={words.copyKey} value={appKey.secret} quiet />
      <CodeField
        label={words.firstCode}
        value={code}
        error={fieldError(action.problem, "code")}
        onValue={setCode}
      />
      <Trouble problem={action.problem} />
      <Button type="submit" kind="primary" size="big" busy={action.busy} disabled={!code.trim()}>
        {words.confirmApp}
      </Button>
    </form>
  );
}
