import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { LiveJob } from "../protocol/job/live-job";
import { contextPath } from "../protocol/kept/kept";
import type { ApiError } from "../protocol/net/client";
import type { JobContext, JobDocument, PhotoRule } from "../protocol/net/wire";
import { fetchPictures } from "./kept/ahead";
import { keptDay } from "./kept/day";
import { openJob, type JobOpening } from "./kept/open-job";
import { useKept } from "./kept/use-kept";
import { api } from "./state";

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

/** What the site of a job allows of pictures, as far as this page shows the job. */
export function ruleShown(job: string): PhotoRule {
  const open = [...shown].find(({ id }) => id === job);
  return open?.document.peek()?.job.photo_policy?.rule ?? "allowed";
}

export interface OpenJob {
  live: LiveJob;
  document: JobDocument | null;
  context: JobContext | null;
  /** The time as of which the document holds, by the server's clock; null while there is none. */
  at: number | null;
  problem: ApiError | null;
  /** Keep the document as it is now; resolves when it is kept, or can't be. */
  keep: () => Promise<void>;
  reload: () => void;
}

/**
 * A job's document, kept up to date while the component is mounted, and the job's context. A
 * technician's phone shows at once what it has kept of them.
 */
export function useJob(id: string): OpenJob {
  const job = useMemo(
    () =>
      new LiveJob(id, {
        load: () => api.job(id),
        events: (after, most) => api.jobEvents(id, after, most),
      }),
    [id],
  );
  const opening = useOpening(job);
  const document = job.document.value;
  const context = useKept(contextPath(id), () => api.jobContext(id), [id]);
  const place = document ? `${document.job.site_id} ${document.job.asset_ids.join()}` : "";
  const missing = context.value ? null : context.problem;
  const previous = useRef("");
  useEffect(() => {
    if (previous.current) context.reload();
    previous.current = place;
  }, [place]);
  return {
    live: job,
    document,
    context: context.value,
    at: opening?.at.value ?? null,
    keep: async () => opening?.keep(),
    // On a phone a job is shown as far as it is there, and its context follows.
    problem: job.problem.value ?? (missing?.offline && keptDay() ? null : missing),
    reload: () => {
      void job.load();
      context.reload();
    },
  };
}

/** Open the job while the component is mounted. */
function useOpening(job: LiveJob): JobOpening | null {
  const [opening, setOpening] = useState<JobOpening | null>(null);
  useEffect(() => {
    shown.add(job);
    const opened = openJob(job, () => void fetchPictures());
    setOpening(opened);
    return () => {
      shown.delete(job);
      opened.close();
    };
  }, [job]);
  return opening;
}
