import { outbox } from "../../../app/outbox";
import { live } from "../../../app/state";
import { Button } from "../../../design/Button";
import { Icon } from "../../../design/Icon";
import { isOnlyHere, type OutboxItem } from "../../../protocol/outbox/entries";
import { isCaptured } from "../../../protocol/outbox/words";
import { t } from "../../../text";
import { megabytes } from "../../../text/size";
import { relayedWords } from "./relayed-words";

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
      <>
        <p class="outbox-line outbox-only-here num" role="alert">
          <Icon name="warning" />
          <span>{danger}</span>
        </p>
        <SparedLine items={mine} />
      </>
    );
  }
  return (
    <>
      <Progress items={mine} />
      <RelayedLine items={mine} />
      <SparedLine items={mine} />
    </>
  );
}

/** How much of it is stored. What she told or wrote has words of its own, in its place. */
function Progress({ items: all }: { items: OutboxItem[] }) {
  const items = all.filter(isCaptured);
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

function RelayedLine({ items }: { items: OutboxItem[] }) {
  const words = relayedWords(items);
  if (!words) return null;
  return (
    <p class="outbox-line num" role="status">
      <Icon name="upload" />
      <span>{words}</span>
    </p>
  );
}

/** What waits for Wi-Fi, as she has chosen, and the way to send it all the same. */
function SparedLine({ items }: { items: OutboxItem[] }) {
  const spared = outbox.spared.value.filter((item) => items.includes(item));
  if (spared.length === 0) return null;
  const bytes = spared.reduce((sum, { entry }) => sum + ("blob" in entry ? entry.blob.size : 0), 0);
  const words = t().technician;
  return (
    <p class="outbox-line outbox-spared num" role="status">
      <Icon name="upload" />
      <span>{words.spared(spared.length, megabytes(bytes))}</span>
      <Button onClick={() => outbox.sendSpared(spared)}>{words.sendSpared}</Button>
    </p>
  );
}
