import { api, signedOut } from "../../app/state";
import { Button } from "../../design/Button";
import { Card } from "../../design/Card";
import { Trouble } from "../../design/status/States";
import { useAction } from "../../design/status/load";
import type { Login } from "../../protocol/net/wire";
import { t } from "../../text";
import { fullMoment, ownZone } from "../../text/time";

export function Devices({ login }: { login: Login }) {
  const words = t().account;
  const leaving = useAction();
  const leave = (call: () => Promise<void>) => async () => {
    if (await leaving.run(call)) signedOut();
  };
  return (
    <Card label={words.devices}>
      <h2>{words.devices}</h2>
      <p class="quiet">{words.until(fullMoment(login.login.expires_at, ownZone))}</p>
      <div class="row">
        <Button busy={leaving.busy} onClick={leave(api.signOut)}>
          {words.here}
        </Button>
        <Button kind="danger" busy={leaving.busy} onClick={leave(api.signOutEverywhere)}>
          {words.everywhere}
        </Button>
      </div>
      <p class="quiet">{words.everywhereWhat}</p>
      <Trouble problem={leaving.problem} />
    </Card>
  );
}
