import { useEffect, useState } from "preact/hooks";
import { lastFindings, keepChecked } from "../../app/check";
import { live } from "../../app/state";
import { Icon } from "../../design/Icon";
import { CheckSheet } from "./CheckSheet";
import { lineOf } from "./check-words";
import "./check.css";

/** What a call from here would be, in a line that opens into what was tried. */
export function CheckLine() {
  const [open, set] = useState(false);
  useEffect(keepChecked, []);
  // Whatever was found while it stood, nothing gets through without it just now. The line keeps its
  // place: buttons must not move under a thumb.
  const cutOff = lastFindings.value?.socket && live().status.value.kind === "reconnecting";
  const reading = lineOf(lastFindings.value, cutOff);
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
