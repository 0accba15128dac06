import { useEffect, useState } from "preact/hooks";
import { lastFindings, keepChecked } from "../../app/check";
import { live } from "../../app/state";
import { Icon } from "../../design/Icon";
import type { PhotoRule } from "../../protocol/net/wire";
import { CheckSheet } from "./CheckSheet";
import { lineOf } from "./check-words";
import "./check.css";

/**
 * One line says what a call from here would be, under what the site allows of pictures, and opens
 * into what was tried.
 */
export function CheckLine({ rule }: { rule?: PhotoRule | undefined }) {
  const [open, set] = useState(false);
  useEffect(keepChecked, []);
  // Nothing gets through without the socket just now, whatever the last check found. The line keeps
  // its place, since buttons must not move under a thumb.
  const cutOff = lastFindings.value?.socket && live().status.value.kind === "reconnecting";
  const reading = lineOf(lastFindings.value, cutOff, rule);
  if (!reading) return null;
  return (
    <>
      <button
        type="button"
        class={reading.trouble ? "check-line check-trouble" : "check-line"}
        onClick={() => set(true)}
      >
        <Icon name={reading.icon} />
        <span role="status">{reading.words}</span>
        <Icon name="next" />
      </button>
      {open && <CheckSheet onClose={() => set(false)} />}
    </>
  );
}
