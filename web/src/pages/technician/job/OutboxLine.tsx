import { outbox } from "../../../app/outbox";
import { live } from "../../../app/state";
import { Icon } from "../../../design/Icon";
import { isOnlyHere, type OutboxItem } from "../../../protocol/outbox/entries";
import { isStatement } from "../../../protocol/outbox/statements";
import { t } from "../../../text";

/** What threatens the items that this device did not keep; "" for none. */
export function onlyHereWords(items: OutboxItem[]): string {
  const mine = items.filter(isOnlyHere);
  const full = mine.some(({ safety }) => safety.value === "full");
  return mine.length === 0 ? "" : t().technician.onlyHere[full ? "full" : "failed"](mine.length);
}

/** One line that tells where everything she took is; silent when there is nothing to tell. */
export function OutboxLine({ job }: { job?: string }) {
  const mine = outbox.items.value.filter((item) => !job || item.entry.job === job);
  const danger = onlyHereWords(mine);
  if (danger) {
    return (
      <p class="outbox-line outbox-only-here num" role="alert">
        <Icon name="warning" />
        <span>{danger}</span>
      </p>
    );
  }
  // Statements have lines of their own, beside the state that they bring about.
  const items = mine.filter((item) => !isStatement(item));
  if (items.length === 0) return null;
  const stages = items.map((item) => item.progress.value.stage);
  const stored = stages.filter((stage) => stage === "stored").length;
  const waiting = stages.filter((stage) => stage !== "stored" && stage !== "refused").length;
  const words = t().technician;
  const offline = !navigator.onLine || live().status.value.kind === "reconnecting";
  const line =
    stored === items.length
      ? words.outboxAll(stored)
      : offline && waiting > 0 && !navigator.onLine
        ? words.outboxOffline(waiting)
        : words.outboxSome(stored, items.length, waiting);
  return (
    <p
      class={stored === items.length ? "outbox-line outbox-done num" : "outbox-line num"}
      role="status"
    >
      <Icon name={stored === items.length ? "check" : "upload"} />
      <span>{line}</span>
    </p>
  );
}
