import type { OpenCall } from "../../app/call";
import { t } from "../../text";
import "../../design/rec.css";

/** On a site of the wall: that it is being recorded, or that she herself is asked, once she is live there. */
export function RecMark({ open }: { open: OpenCall }) {
  const words = t().recording;
  const { recording, consent, path, watching } = open.call;
  const now = recording.value;
  if (!now) return null;
  if (consent.value === null && watching.value === "live")
    return <span class="rec rec-wait rec-mark">{words.desk.asksYou}</span>;
  if (now.state !== "on" || path.value !== "node") return null;
  return (
    <span class="rec rec-on rec-mark">
      <span class="rec-dot" aria-hidden="true" />
      {words.desk.rec}
    </span>
  );
}
