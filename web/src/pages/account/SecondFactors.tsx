import { useState } from "preact/hooks";
import { confirmed } from "../../app/confirm";
import { api } from "../../app/state";
import { Button } from "../../design/Button";
import { Card } from "../../design/Card";
import { Sheet } from "../../design/overlays/Sheet";
import { Trouble, Waiting } from "../../design/status/States";
import { useAction, useLoad } from "../../design/status/load";
import type { Factor, FactorList } from "../../protocol/net/wire";
import { t } from "../../text/account";
import { fullMoment, ownZone } from "../../text/time";
import { RecoveryCodeList } from "../second-factor/RecoveryCodeList";
import { FactorSetUp } from "../second-factor/FactorSetUp";

/** One's second factors: what there is, each with its end, and how to set one up. */
export function SecondFactors() {
  const words = t().secondFactor;
  const factors = useLoad(api.secondFactors, []);
  const [settingUp, setUp] = useState(false);
  const [codes, show] = useState<string[] | null>(null);
  const action = useAction();
  const remove = (factor: Factor) =>
    action.run(async () => {
      await confirmed(() => api.removeFactor(factor.id));
      factors.reload();
    });
  const renew = () =>
    action.run(async () => show((await confirmed(api.renewCodes)).recovery_codes));
  const done = () => {
    setUp(false);
    show(null);
    factors.reload();
  };
  return (
    <Card label={words.card}>
      <h2>{words.card}</h2>
      <Waiting on={factors} lines={2} />
      {factors.value && (
        <FactorsInUse list={factors.value} busy={action.busy} onRemove={remove} onRenew={renew} />
      )}
      <Trouble problem={action.problem} />
      <Button onClick={() => setUp(true)}>{words.setUp}</Button>
      {settingUp && (
        <Sheet title={words.setUp} onClose={done}>
          <FactorSetUp last={t().common.close} onDone={done} />
        </Sheet>
      )}
      {codes && (
        <Sheet title={words.codes} onClose={done}>
          <RecoveryCodeList codes={codes} last={t().common.close} onDone={done} />
        </Sheet>
      )}
    </Card>
  );
}

interface FactorsInUseProps {
  list: FactorList;
  busy: boolean;
  onRemove: (factor: Factor) => void;
  onRenew: () => void;
}

function FactorsInUse({ list, busy, onRemove, onRenew }: FactorsInUseProps) {
  const words = t().secondFactor;
  if (list.items.length === 0)
    return (
      <>
        <p class="quiet">{words.why}</p>
        {list.needed && list.due_at && <p>{words.until(fullMoment(list.due_at, ownZone))}</p>}
      </>
    );
  return (
    <>
      <ul class="devices">
        {list.items.map((factor) => (
          <FactorLine
            key={factor.id}
            factor={factor}
            busy={busy}
            onRemove={() => onRemove(factor)}
          />
        ))}
      </ul>
      <p class="quiet">{words.codesLeft(list.recovery_codes)}</p>
      <Button busy={busy} onClick={onRenew}>
        {words.renew}
      </Button>
    </>
  );
}

interface FactorLineProps {
  factor: Factor;
  busy: boolean;
  onRemove: () => void;
}

function FactorLine({ factor, busy, onRemove }: FactorLineProps) {
  const words = t().secondFactor;
  const kind = words.kinds[factor.kind];
  const since = words.since(fullMoment(factor.created_at, ownZone));
  return (
    <li>
      <span>
        <strong>{kind}</strong>
        <span class="quiet num">{since}</span>
      </span>
      <Button busy={busy} onClick={onRemove} aria-label={words.removeOne(kind, since)}>
        {words.remove}
      </Button>
    </li>
  );
}
