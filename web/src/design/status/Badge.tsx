import type { ComponentChildren } from "preact";
import type { JobState } from "../../protocol/net/wire";
import { t } from "../../text";
import "./badge.css";

export function Badge({
  tone = "plain",
  children,
}: {
  tone?: "plain" | "strong" | "wait" | "bad";
  children: ComponentChildren;
}) {
  return <span class={`badge badge-${tone}`}>{children}</span>;
}

/** A job's priority: P1 is inked and the others fade, but the number alone says it all. */
export function PriorityBadge({ priority }: { priority: number }) {
  return (
    <span class={`badge num priority-${priority}`} title={t().job.priorities[priority]}>
      <span aria-hidden="true">P{priority}</span>
      <span class="unseen">{t().job.priority(priority)}</span>
    </span>
  );
}

export function StateBadge({ state }: { state: JobState }) {
  return (
    <span class={`badge state state-${state}`}>
      <span class="state-dot" aria-hidden="true" />
      {t().job.states[state]}
    </span>
  );
}
