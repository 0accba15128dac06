import { useEffect, useMemo } from "preact/hooks";
import { useLoad } from "../design/status/load";
import type { ApiError } from "../protocol/net/client";
import { LiveJob } from "../protocol/job/live-job";
import type { JobContext, JobDocument } from "../protocol/net/wire";
import { api, live } from "./state";

const shown = new Set<LiveJob>();

/**
 * The `seq` of the job's document that this page shows, by which the server tells what somebody knew
 * when she did something; undefined when it shows none.
 */
export function seenOf(job: string): number | undefined {
  const numbers = [...shown].flatMap(({ id, document }) =>
    id === job ? (document.peek()?.seq ?? []) : [],
  );
  return numbers.length > 0 ? Math.max(...numbers) : undefined;
}

export interface OpenJob {
  live: LiveJob;
  document: JobDocument | null;
  context: JobContext | null;
  problem: ApiError | null;
  reload: () => void;
}

/** A job's document, kept up to date while the component is mounted, and the job's context. */
export function useJob(id: string): OpenJob {
  const job = useMemo(
    () => new LiveJob(id, { load: () => api.job(id), events: (after) => api.jobEvents(id, after) }),
    [id],
  );
  useEffect(() => {
    shown.add(job);
    return () => void shown.delete(job);
  }, [job]);
  useEffect(() => {
    let leave = () => job.close();
    void job.load().then(() => {
      if (job.document.value) leave = live().follow(job);
    });
    return () => leave();
  }, [job]);
  const document = job.document.value;
  const place = document ? `${document.job.site_id} ${document.job.asset_ids.join()}` : "";
  const context = useLoad(() => api.jobContext(id), [id, place]);
  return {
    live: job,
    document,
    context: context.value,
    problem: job.problem.value ?? (context.value ? null : context.problem),
    reload: () => {
      void job.load();
      context.reload();
    },
  };
}
