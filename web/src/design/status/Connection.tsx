import { useEffect, useState } from "preact/hooks";
import type { Status } from "../../protocol/net/live";
import { t } from "../../text";
import "./connection.css";

/** The state of the connection in words, without a guess. */
export function Connection({ status }: { status: Status }) {
  const [, tick] = useState(0);
  const waiting = status.kind === "reconnecting";
  useEffect(() => {
    if (!waiting) return;
    const timer = setInterval(() => tick((count) => count + 1), 1000);
    return () => clearInterval(timer);
  }, [waiting]);
  return (
    <span class={`connection connection-${status.kind} num no-print`} role="status">
      <span class="connection-dot" aria-hidden="true" />
      {wordsOf(status)}
    </span>
  );
}

function wordsOf(status: Status): string {
  const words = t().common;
  if (status.kind === "live") return words.online;
  if (status.kind === "connecting") return words.connecting;
  if (!navigator.onLine) return words.offline;
  return words.reconnecting(Math.round((Date.now() - status.since) / 1000));
}
