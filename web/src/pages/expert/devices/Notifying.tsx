import { useState } from "preact/hooks";
import { Button } from "../../../design/Button";
import { Card } from "../../../design/Card";
import { Icon } from "../../../design/Icon";
import { allowNotifying, ring } from "../../../device/ring";
import { t } from "../../../text/desk";
import "./devices.css";

type NotifyPermission = NotificationPermission | "missing";

function permission(): NotifyPermission {
  return typeof Notification === "undefined" ? "missing" : Notification.permission;
}

/**
 * Notifications ring behind other windows too. Permission is asked for by a press on the button:
 * browsers want it so, and so do people.
 */
export function Notifying() {
  const words = t().expert.ready;
  const [state, setState] = useState(permission);
  const [unanswered, setUnanswered] = useState(false);
  const allow = async () => {
    const look = () => setState(permission());
    setUnanswered(!(await allowNotifying(look)));
    look();
  };
  return (
    <Card>
      {state === "default" ? (
        <>
          <div>
            <Button icon="bell" onClick={() => void allow()}>
              {words.notify}
            </Button>
          </div>
          <p class={unanswered ? "" : "quiet"} role="status">
            {unanswered ? words.notifyUnanswered : words.notifyWhat}
          </p>
        </>
      ) : (
        <p class="ready-said">
          <Icon name={state === "granted" ? "check" : "warning"} />
          <span>{wordsFor(state)}</span>
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

function wordsFor(state: NotifyPermission): string {
  const words = t().expert.ready;
  if (state === "granted") return words.notifyOn;
  return state === "missing" ? words.notifyMissing : words.notifyRefused;
}
