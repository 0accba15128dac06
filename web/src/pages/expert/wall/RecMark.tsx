import type { OpenCall } from "../../../app/calls/open-call";
import { useRecording } from "../../../app/calls/recording";
import { t } from "../../../text";
import "../../../design/status/rec.css";

/**
 * A mark on a recorded site of the wall, or on the live one that asks the expert for her consent.
 */
export function RecMark({ open }: { open: OpenCall }) {
  const words = t().recording.desk;
  const { standing } = useRecording(open);
  const { consent, watching } = open.call;
  if (standing.kind === "none") return null;
  if (consent.value === null && watching.value === "live")
    return <span class="rec rec-wait rec-mark">{words.asksYou}</span>;
  if (standing.kind !== "on") return null;
  return (
    <span class="rec rec-on rec-mark">
      <span class="rec-dot" aria-hidden="true" />
      {words.rec}
    </span>
  );
}
