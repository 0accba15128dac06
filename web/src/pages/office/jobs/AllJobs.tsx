import { useEffect } from "preact/hooks";
import { usePage } from "../../../app/page";
import { route, setQuery } from "../../../app/router";
import { watchLists } from "../../../app/lists";
import { api } from "../../../app/state";
import { PriorityBadge, StateBadge } from "../../../design/status/Badge";
import { Button } from "../../../design/Button";
import { JobClock } from "../../../design/status/Clock";
import { SelectField } from "../../../design/forms/Field";
import { EmptyState, Waiting } from "../../../design/status/States";
import { TableFrame } from "../../../design/TableFrame";
import { useLoad } from "../../../design/status/load";
import type { JobRow } from "../../../protocol/net/wire";
import { t } from "../../../text/desk";
import { WaitingBadge } from "../WaitingBadge";
import { named, priorityOptions } from "../../job/options";
import { usePages } from "../../job/use-pages";

export function AllJobs() {
  const words = t().office;
  const { query } = route.value;
  const [q, state, priority, organization] = ["q", "state", "priority", "organization"].map(
    (key) => query.get(key) ?? "",
  );
  usePage(q ? words.results(q) : words.allJobs);
  const filters = { q, state, priority, organization };
  const list = usePages(
    (after) => api.jobs({ ...filters, after, limit: 50 }),
    Object.values(filters),
  );
  useEffect(() => watchLists(list.reload), [list.reload]);
  const filtered = Boolean(state || priority || organization);
  return (
    <div class="office-page">
      <h1 tabIndex={-1}>{q ? words.results(q) : words.allJobs}</h1>
      <Filters state={state ?? ""} priority={priority ?? ""} organization={organization ?? ""} />
      <Waiting on={list} />
      {list.value?.length === 0 && <NoJobs q={q ?? ""} filtered={filtered} />}
      {list.value && list.value.length > 0 && <JobTable rows={list.value} />}
      {list.more && <Button onClick={list.more}>{t().common.more}</Button>}
    </div>
  );
}

function NoJobs({ q, filtered }: { q: string; filtered: boolean }) {
  const words = t().office;
  if (filtered) {
    const clear = () => setQuery({ state: null, priority: null, organization: null });
    return (
      <EmptyState
        icon="search"
        title={words.noMatch}
        action={<Button onClick={clear}>{words.clearFilters}</Button>}
      >
        {words.noMatchWhat}
      </EmptyState>
    );
  }
  return (
    <EmptyState icon="search" title={q ? words.searchNone(q) : words.boardEmpty}>
      {q ? words.searchNoneWhat : words.boardEmptyWhat}
    </EmptyState>
  );
}

interface FilterProps {
  state: string;
  priority: string;
  organization: string;
}

function Filters({ state, priority, organization }: FilterProps) {
  const words = t().office;
  const organizations = useLoad(() => api.organizations(), []);
  const all = ["", t().common.all] as const;
  const clients = organizations.value?.items.filter(({ kind }) => kind === "client");
  const set = (key: string) => (value: string) =>
    setQuery({ [key]: value || null }, { replace: true });
  return (
    <div class="filters">
      <SelectField
        label={words.filterState}
        value={state}
        onValue={set("state")}
        options={[all, ...Object.entries(t().job.states)]}
      />
      <SelectField
        label={words.filterPriority}
        value={priority}
        onValue={set("priority")}
        options={[all, ...priorityOptions()]}
      />
      <SelectField
        label={words.filterOrganization}
        value={organization}
        onValue={set("organization")}
        options={[all, ...named(clients)]}
      />
    </div>
  );
}

function JobTable({ rows }: { rows: JobRow[] }) {
  const words = t().office.table;
  return (
    <TableFrame
      label={t().office.allJobs}
      heads={[words.number, words.title, words.site, words.state, words.technicians, words.items]}
    >
      {rows.map((row) => (
        <JobLine key={row.id} row={row} />
      ))}
    </TableFrame>
  );
}

function JobLine({ row }: { row: JobRow }) {
  const { query } = route.value;
  const beside = new URLSearchParams(query);
  beside.set("job", row.id);
  return (
    <tr class={query.get("job") === row.id ? "table-open" : undefined}>
      <td class="num nowrap">{row.number}</td>
      <td>
        <a class="table-link" href={`/jobs?${beside}`}>
          {row.title}
        </a>
        <span class="table-more num">
          <PriorityBadge priority={row.priority} /> {row.reference}
        </span>
      </td>
      <td>
        {row.site_name}
        <span class="table-more">{row.organization_name}</span>
      </td>
      <td>
        <StateBadge state={row.state} /> <WaitingBadge count={row.waiting} />
        <span class="table-more">
          <JobClock job={row} zone={row.time_zone} />
        </span>
      </td>
      <td>{row.technicians.map((technician) => technician.name).join(", ")}</td>
      <td class="num table-wide">{row.evidence_count || ""}</td>
    </tr>
  );
}
