import { useEffect } from "preact/hooks";
import { fetchDay } from "../../../app/kept/ahead";
import { AsOf } from "../../../app/kept/AsOf";
import { useKept, type KeptLoaded } from "../../../app/kept/use-kept";
import { LeftHere, WaitsForOthers } from "../../../app/kept/LeftHere";
import { usePage } from "../../../app/page";
import { api, live, me, serverNow } from "../../../app/state";
import { watchLists } from "../../../app/lists";
import { LinkButton } from "../../../design/Button";
import { ModeSwitches } from "../../../design/modes/ModeSwitches";
import { Connection } from "../../../design/status/Connection";
import type { Loaded } from "../../../design/status/load";
import { EmptyState, ErrorState, Loading } from "../../../design/status/States";
import { isDueSoon, jobsOf, PATHS } from "../../../protocol/kept/kept";
import type { JobRow, JobState, Page } from "../../../protocol/net/wire";
import { t } from "../../../text";
import { StepLines } from "../steps/StepLines";
import { useSteppedRows } from "../steps/use-steps";
import { JobCard } from "./JobCard";
import { LittleRoom } from "./LittleRoom";
import { OutboxLine } from "../job/OutboxLine";
import { InAppNotice } from "../../../app/InAppNotice";

/** The most that one page of a list may have. */
const MOST = 200;
/** The jobs done that are fetched: as many as a day has. */
const MOST_DONE = 20;
/** The jobs done that are shown however long ago that was. */
const LAST_DONE = 5;
const ACTIVE = "assigned,acknowledged,on_site,on_hold";
const TURNS: Partial<Record<JobState, number>> = { on_site: 0, on_hold: 2, completed: 3 };
const turn = (row: JobRow) => TURNS[row.state] ?? 1;

/**
 * The job where she is comes first, the others by the time of arrival; then jobs on hold, and those
 * of whose end the server does not know yet.
 */
export function byUrgency(a: JobRow, b: JobRow): number {
  return (
    turn(a) - turn(b) ||
    (a.arrive_by ?? "9").localeCompare(b.arrive_by ?? "9") ||
    a.priority - b.priority
  );
}

export function Today() {
  const words = t().technician;
  usePage(words.today);
  const { active, done } = useDay();
  const rows = useSteppedRows(active, done.reload);
  return (
    <div class="tech">
      <TodayTop />
      <main id="main" class="tech-main" tabIndex={-1}>
        <InAppNotice />
        <LeftHere />
        <AsOf at={active.at} />
        <OutboxLine />
        <StepLines />
        <LittleRoom />
        <WaitsForOthers />
        <Active list={active} rows={rows} />
        {done.value && done.value.items.length > 0 && <Done rows={done.value.items} />}
      </main>
    </div>
  );
}

function Done({ rows }: { rows: JobRow[] }) {
  const words = t().technician;
  const now = serverNow();
  const shown = rows.filter((row, place) => place < LAST_DONE || isDueSoon(row, now));
  return (
    <section class="stack-tight" aria-label={words.done}>
      <h2 class="tech-heading">{words.done}</h2>
      {shown.map((row) => (
        <JobCard key={row.id} row={row} />
      ))}
    </section>
  );
}

/** Her jobs, those to be done and those done last, as they change. */
function useDay() {
  const active = useKept(
    PATHS.active,
    () => api.jobs({ technician: "me", state: ACTIVE, limit: MOST }),
    [],
  );
  const done = useKept(
    PATHS.completed,
    () => api.jobs({ technician: "me", state: "completed", limit: MOST_DONE }),
    [],
  );
  useFetchAhead(active, done);
  useEffect(
    () =>
      watchLists(() => {
        active.reload();
        done.reload();
      }),
    [active.reload],
  );
  return { active, done };
}

type JobRows = KeptLoaded<Page<JobRow>>;

/** Once the server has said what her day is, her jobs are fetched before she opens them. */
function useFetchAhead(active: JobRows, done: JobRows): void {
  const [jobs, past] = [active.value, done.value];
  useEffect(() => {
    if (!jobs || !past || !active.current || !done.current) return;
    const { rows, all } = jobsOf(jobs, past);
    void fetchDay(rows.sort(byUrgency), all);
  }, [jobs, past, active.current, done.current]);
}

function TodayTop() {
  return (
    <header class="tech-top">
      <div>
        <h1 tabIndex={-1}>{t().technician.today}</h1>
        <Connection status={live().status.value} />
      </div>
      <div class="tech-tools">
        <ModeSwitches />
        <LinkButton href="/account" kind="quiet" icon="person" iconOnly>
          {`${t().common.account}, ${me.value?.person.name ?? ""}`}
        </LinkButton>
      </div>
    </header>
  );
}

interface ActiveProps {
  list: Loaded<Page<JobRow>>;
  /** The rows of the list as she has made them. */
  rows: JobRow[];
}

function Active({ list, rows }: ActiveProps) {
  const words = t().technician;
  if (!list.value)
    return list.problem ? <ErrorState problem={list.problem} onRetry={list.reload} /> : <Loading />;
  if (rows.length === 0) {
    return (
      <EmptyState icon="check" title={words.nothing}>
        {words.nothingWhat}
      </EmptyState>
    );
  }
  return (
    <section class="stack" aria-label={words.hello(me.value?.person.name ?? "")}>
      {[...rows].sort(byUrgency).map((row, index) => (
        <JobCard key={row.id} row={row} first={index === 0} />
      ))}
    </section>
  );
}
