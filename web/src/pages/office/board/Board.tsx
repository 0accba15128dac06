import { useEffect } from "preact/hooks";
import { usePage } from "../../../app/page";
import { api } from "../../../app/state";
import { watchLists } from "../../../app/lists";
import { Button } from "../../../design/Button";
import { EmptyState, Waiting } from "../../../design/status/States";
import { useLoad } from "../../../design/status/load";
import type { JobRow, JobState } from "../../../protocol/net/wire";
import { t } from "../../../text/desk";
import { BoardCard } from "./BoardCard";
import "./board.css";

const ACTIVE: JobState[] = ["requested", "open", "assigned", "acknowledged", "on_site", "on_hold"];
/** On the way is shown among the assigned: the same people wait for the same arrival. */
const COLUMNS: JobState[][] = [
  ["requested"],
  ["open"],
  ["assigned", "acknowledged"],
  ["on_site"],
  ["on_hold"],
  ["completed"],
];
const LATELY = 20;
const MOST = 1000;

async function fetchActive(): Promise<JobRow[]> {
  const rows: JobRow[] = [];
  let after: string | null = null;
  do {
    const page: { items: JobRow[]; next: string | null } = await api.jobs({
      state: ACTIVE.join(),
      limit: 200,
      after,
    });
    rows.push(...page.items);
    after = page.next;
  } while (after && rows.length < MOST);
  return rows;
}

interface BoardRows {
  rows: JobRow[];
  /** The jobs on which something waits for the desk, in whatever state they are. */
  waiting: JobRow[];
}

async function fetchBoard(): Promise<BoardRows> {
  const lately = api.jobs({ state: "completed", limit: LATELY });
  const undecided = api.jobs({ waiting: "true", limit: 200 });
  // Together: if the server refuses several, no refusal is left unheard.
  const [active, closed, waiting] = await Promise.all([fetchActive(), lately, undecided]);
  return { rows: [...active, ...closed.items], waiting: waiting.items };
}

/** The job that must be acted on first stands on top. */
function byDue(a: JobRow, b: JobRow): number {
  return (
    (a.arrive_by ?? "9").localeCompare(b.arrive_by ?? "9") ||
    a.priority - b.priority ||
    a.number.localeCompare(b.number, undefined, { numeric: true })
  );
}

const byNewest = (a: JobRow, b: JobRow) =>
  (b.completed_at ?? "").localeCompare(a.completed_at ?? "");

export function Board({ onCreate }: { onCreate: (() => void) | null }) {
  const words = t().office;
  usePage(words.board);
  const board = useLoad(fetchBoard, []);
  useEffect(() => watchLists(board.reload), [board.reload]);
  const { rows, waiting } = board.value ?? {};
  return (
    <>
      <h1 class="unseen" tabIndex={-1}>
        {words.board}
      </h1>
      <Waiting on={board} lines={4} />
      {rows?.length === 0 && <EmptyBoard onCreate={onCreate} />}
      {rows && rows.length > 0 && (
        <div class="board">
          {waiting && waiting.length > 0 && <Column title={words.waiting} rows={waiting} />}
          {COLUMNS.map((states) => (
            <StateColumn key={states[0]} states={states} rows={rows} />
          ))}
        </div>
      )}
    </>
  );
}

function EmptyBoard({ onCreate }: { onCreate: (() => void) | null }) {
  const words = t().office;
  const create = onCreate && (
    <Button kind="primary" icon="plus" onClick={onCreate}>
      {words.newJob}
    </Button>
  );
  return (
    <EmptyState icon="board" title={words.boardEmpty} action={create}>
      {words.boardEmptyWhat}
    </EmptyState>
  );
}

function StateColumn({ states, rows }: { states: JobState[]; rows: JobRow[] }) {
  const closed = states[0] === "completed";
  const mine = rows.filter((row) => states.includes(row.state)).sort(closed ? byNewest : byDue);
  const title = closed ? t().office.closedShown : t().job.states[states[0] ?? "open"];
  return <Column title={title} rows={mine} />;
}

function Column({ title, rows }: { title: string; rows: JobRow[] }) {
  return (
    <section
      class={rows.length ? "column" : "column column-empty"}
      aria-label={t().office.column(title, rows.length)}
    >
      <h2 class="column-head">
        {title} <span class="column-count num">{rows.length}</span>
      </h2>
      {rows.length === 0 ? (
        <p class="column-none">{t().office.columnEmpty}</p>
      ) : (
        <ul class="column-cards">
          {rows.map((row) => (
            <BoardCard key={row.id} row={row} />
          ))}
        </ul>
      )}
    </section>
  );
}
