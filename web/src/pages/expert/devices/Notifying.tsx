import { useState } from "preact/hooks";
import { Button } from "../../../design/Button";
import { Card } from "../../../design/Card";
import { Icon } from "../../../design/Icon";
import { allowNotifying, ring } from "../../../device/ring";
import { t } from "../../../text";
import "./devices.css";

type NotifyPermission = NotificationPermission | "missing";

function permission(): NotifyPermission {
  return typeof Notification === "undefined" ? "missing" : Notification.permission;
}

/** Whether it also rings behind other windows. Asked by her press: browsers want it so, and so do people. */
export function Notifying() {
  const words = t().expert.ready;
  const [said, say] = useState(permission);
  const allow = async () => {
    await allowNotifying();
    say(permission());
  };
  return (
    <Card>
      {said === "default" ? (
        <>
          <div>
            <Button icon="bell" onClick={() => void allow()}>
              {words.notify}
            </Button>
          </div>
          <p class="quiet">{words.notifyWhat}</p>
        </>
      ) : (
        <p class="ready-said">
          <Icon name={said === "granted" ? "check" : "warning"} />
          <span>{wordsFor(said)}</span>
        </p>
      )}
      <div>
        <Button kind="quiet" size="small" icon="speaker" onClick={sample}>
          {words.sound}
        </Button>
      </div>
    </Card>
  );
}

const HEARD = 1500;

function sample(): void {
  setTimeout(ring({ title: "", body: "", tag: "" }), HEARD);
}

function wordsFor(said: NotifyPermission): string {
  const words = t().expert.ready;
  if (said === "granted") return words.notifyOn;
  return said === "missing" ? words.notifyMissing : words.notifyRefused;
}
