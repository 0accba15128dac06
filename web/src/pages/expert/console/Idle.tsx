import { useState } from "preact/hooks";
import { me } from "../../../app/state";
import { Button } from "../../../design/Button";
import { Card } from "../../../design/Card";
import { t } from "../../../text/desk";
import { DeviceSettings } from "../devices/DeviceSettings";
import { Notifying } from "../devices/Notifying";

/** The stage between calls: everything that must work before a call comes can be tried out here. */
export function Idle() {
  const words = t().expert.ready;
  const [shown, show] = useState(false);
  const rung = me.value?.person.role === "expert";
  return (
    <section class="stage" aria-label={t().expert.stage.label}>
      <div class="stage-idle" role="region" aria-label={t().expert.stage.label} tabIndex={0}>
        <div class="stage-idle-inside">
          <h1 tabIndex={-1}>{rung ? words.title : t().expert.stage.empty}</h1>
          <p class="quiet">{rung ? words.what : t().expert.job.noneWhat}</p>
          {rung && <Notifying />}
          <Card>
            <div>
              <Button
                kind="quiet"
                icon={shown ? "down" : "next"}
                aria-expanded={shown}
                onClick={() => show(!shown)}
              >
                {words.devices}
              </Button>
            </div>
            {shown && <DeviceSettings />}
          </Card>
        </div>
      </div>
    </section>
  );
}
