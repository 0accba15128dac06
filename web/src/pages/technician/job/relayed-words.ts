import type { OutboxItem } from "../../../protocol/outbox/entries";
import { t } from "../../../text";

/** How many of the files go or went through the server, and why; "" for none. */
export function relayedWords(items: OutboxItem[]): string {
  const stages = items.map(({ progress }) => progress.value).filter(({ relayed }) => relayed);
  if (stages.length === 0) return "";
  const words = t().technician.relayedFiles;
  const arrived = stages.every(({ stage }) => stage === "stored");
  return words[arrived ? "arrived" : "underWay"](stages.length);
}
