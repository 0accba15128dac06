import { useEffect } from "preact/hooks";
import { usePage } from "../../app/page";
import { watchLists } from "../../app/lists";
import { api } from "../../app/state";
import { StateBadge } from "../../design/status/Badge";
import { Button } from "../../design/Button";
import { JobClock } from "../../design/status/Clock";
import { Icon } from "../../design/Icon";
import { EmptyState, Waiting } from "../../design/status/States";
import { jobPictures } from "../../protocol/net/api";
import type { JobRow } from "../../protocol/net/wire";
import { t } from "../../text/client";
import { usePages } from "../job/use-pages";

const PAST = new Set(["completed", "canceled"]);

export function JobList({ onRequest }: { onRequest: () => void }) {
  const words = t().client;
  usePage(words.jobs);
  const list = usePages((after) => api.jobs({ limit: 50, after }), []);
  useEffect(() => watchLists(list.reload), [list.reload]);
  const rows = list.value ?? [];
  return (
    <div class="client-page">
      <header class="client-head">
        <h1 tabIndex={-1}>{words.jobs}</h1>
        <Button kind="primary" icon="plus" onClick={onRequest}>
          {words.request}
        </Button>
      </header>
      <Waiting on={list} />
      {list.value?.length === 0 && (
        <EmptyState icon="list" title={words.empty}>
          {words.emptyWhat}
        </EmptyState>
      )}
      <Rows title={words.current} rows={rows.filter((row) => !PAST.has(row.state))} />
      <Rows title={words.past} rows={rows.filter((row) => PAST.has(row.state))} />
      {list.more && <Button onClick={list.more}>{t().common.more}</Button>}
    </div>
  );
}

function Rows({ title, rows }: { title: string; rows: JobRow[] }) {
  if (rows.length === 0) return null;
  return (
    <section class="stack-tight" aria-label={title}>
      <h2 class="quiet">{title}</h2>
      <ul class="client-rows">
        {rows.map((row) => (
          <li key={row.id}>
            <a class="client-row" href={`/jobs/${row.id}`}>
              {row.cover ? (
                <img
                  class="client-cover"
                  src={jobPictures(row.id)(row.cover, "small")}
                  alt=""
                  loading="lazy"
                />
              ) : (
                <span class="client-cover">
                  <Icon name="gallery" />
                </span>
              )}
              <span class="client-row-words">
                <span class="client-row-title">{row.title}</span>
                <span class="quiet num">
                  {[row.number, row.reference, row.site_name].filter(Boolean).join(" · ")}
                </span>
                <span class="row">
                  <StateBadge state={row.state} />
                  <JobClock job={row} zone={row.time_zone} />
                </span>
              </span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
