import { openCall } from "../../../../app/calls/open-call";
import { Button } from "../../../../design/Button";
import { battery } from "../../../../device/power/battery";
import { dueAt } from "../../../../protocol/call/sending/saving";
import { t } from "../../../../text/call";
import { span } from "../../../../text/spans";
import { camera } from "../camera/phone";
import { photoRule } from "../camera/photo-rule";
import { choose, saving } from "./saving";

/**
 * She is asked whether she sends stills when the battery is low, and is shown how to send video
 * again. A site that allows no video leaves nothing to choose.
 */
export function SaveBattery() {
  if (photoRule.value !== "allowed") return null;
  const words = t().call.battery;
  const sends = openCall.value?.call.sends.value;
  const due = sends === "video" && camera.value ? dueAt(saving.value, battery.value) : null;
  return (
    <div role="status">
      {due !== null && <Offer asked={due} />}
      {saving.value.stills && (
        <div class="call-notice">
          <p>{words.saving}</p>
          <Button icon="video" onClick={() => choose({ ...saving.value, stills: false })}>
            {words.videoAgain}
          </Button>
        </div>
      )}
    </div>
  );
}

function Offer({ asked }: { asked: number }) {
  const words = t().call.battery;
  const { level = 0, minutes = null } = battery.value ?? {};
  return (
    <div class="call-notice">
      <p class="call-words-first num">
        {words.offer(level, minutes === null ? null : span(minutes * 60_000))}
      </p>
      <Button
        kind="primary"
        size="big"
        icon="camera"
        onClick={() => choose({ stills: true, asked })}
      >
        {words.stills}
      </Button>
      <Button onClick={() => choose({ stills: false, asked })}>{words.keepVideo}</Button>
    </div>
  );
}
