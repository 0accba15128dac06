import { route } from "../../../app/router";
import { pictures } from "../../../app/state";
import { PriorityBadge } from "../../../design/status/Badge";
import { JobClock } from "../../../design/status/Clock";
import type { JobRow } from "../../../protocol/net/wire";
import { t } from "../../../text/desk";
import { WaitingBadge } from "../WaitingBadge";

export function BoardCard({ row }: { row: JobRow }) {
  const { path, query } = route.value;
  const open = query.get("job") === row.id;
  return (
    <li>
      <a
        class={open ? "board-card board-card-open" : "board-card"}
        href={`${path}?job=${row.id}`}
        aria-current={open ? "true" : undefined}
      >
        <span class="board-card-top num">
          <span class="board-number">{row.number}</span>
          <PriorityBadge priority={row.priority} />
        </span>
        <span class="board-title">{row.title}</span>
        <span class="board-site">
          {row.site_name} <span class="board-organization">{row.organization_name}</span>
        </span>
        <JobClock job={row} zone={row.time_zone} />
        <WaitingBadge count={row.waiting} />
        <span class="board-foot">
          <span class="board-people">{peopleWords(row)}</span>
          {row.cover ? (
            <img
              class="board-cover"
              src={pictures(row.id)(row.cover, "small")}
              alt={t().office.evidence(row.evidence_count)}
              loading="lazy"
            />
          ) : (
            row.evidence_count > 0 && (
              <span class="board-count num">{t().office.evidence(row.evidence_count)}</span>
            )
          )}
        </span>
      </a>
    </li>
  );
}

function peopleWords(row: JobRow): string {
  const words = t().office;
  const names = row.technicians.map((technician) => technician.name).join(", ");
  if (!names) return row.state === "requested" ? "" : words.unassigned;
  if (row.state === "assigned") return `${names} · ${words.notAcknowledged}`;
  return row.state === "acknowledged" ? `${names} · ${t().job.states.acknowledged}` : names;
}
