import { api, signedOut } from "../../app/state";
import { Button } from "../../design/Button";
import { Card } from "../../design/Card";
import { Trouble, Waiting } from "../../design/status/States";
import { useAction, useLoad } from "../../design/status/load";
import type { Login, OwnDevice } from "../../protocol/net/wire";
import { t } from "../../text/account";
import { fullMoment, ownZone } from "../../text/time";

/** Where this person is signed in: each device can be signed out, and all of them at once. */
export function Devices({ login }: { login: Login }) {
  const words = t().account;
  const devices = useLoad(api.devices, [login.login.id]);
  const leaving = useAction();
  const leave = (call: () => Promise<void>) => async () => {
    if (await leaving.run(call)) signedOut();
  };
  const end = async (device: OwnDevice) => {
    if (await leaving.run(() => api.endDevice(device.id))) devices.reload();
  };
  return (
    <Card label={words.devices}>
      <h2>{words.devices}</h2>
      <p class="quiet">{words.until(fullMoment(login.login.expires_at, ownZone))}</p>
      <Waiting on={devices} lines={2} />
      <ul class="devices">
        {devices.value?.items.map((device) => (
          <DeviceLine
            key={device.id}
            device={device}
            busy={leaving.busy}
            onEnd={device.current ? leave(api.signOut) : () => void end(device)}
          />
        ))}
      </ul>
      <Trouble problem={leaving.problem} />
      <Button kind="danger" busy={leaving.busy} onClick={leave(api.signOutEverywhere)}>
        {words.everywhere}
      </Button>
      <p class="quiet">{words.everywhereWhat}</p>
    </Card>
  );
}

interface DeviceLineProps {
  device: OwnDevice;
  busy: boolean;
  onEnd: () => void;
}

function DeviceLine({ device, busy, onEnd }: DeviceLineProps) {
  const words = t().account;
  const name = device.device || words.deviceUnknown;
  const seen = device.current
    ? words.deviceHere
    : words.deviceSeen(fullMoment(device.last_seen_at, ownZone));
  return (
    <li>
      <span>
        <strong>{name}</strong>
        <span class="quiet num">{seen}</span>
      </span>
      <Button
        busy={busy}
        onClick={onEnd}
        aria-label={device.current ? words.here : words.endDevice(name)}
      >
        {device.current ? words.here : words.end}
      </Button>
    </li>
  );
}
