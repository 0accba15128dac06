import { useEffect, useRef } from "preact/hooks";
import { outbox } from "../../../app/outbox";
import type { OpenJob } from "../../../app/use-job";
import type { Loaded } from "../../../design/status/load";
import { withSteps } from "../../../protocol/job/overlay";
import { appliedStatements, laidOver } from "../../../protocol/outbox/statements";
import type { Job, JobDocument, JobRow, Page } from "../../../protocol/net/wire";

/** The job with the steps that this phone has told of laid over it. */
export function stepped<Shown extends Job>(job: Shown): Shown {
  return withSteps(job, laidOver(outbox.items.value, job.id));
}

/** The open job's document with her steps laid over it, until events have brought each of them. */
export function useSteppedDocument({ live, document }: OpenJob): JobDocument | null {
  const applied = appliedStatements(outbox.items.value, live.id);
  useEffect(() => {
    if (applied.length > 0) void live.catchUp().then(() => outbox.forgetStored(applied));
  }, [applied.join()]);
  return document && { ...document, job: stepped(document.job) };
}

/** The rows of a list with her steps laid over them, until the list has been fetched with each. */
export function useSteppedRows(
  { value, reload }: Loaded<Page<JobRow>>,
  others: () => void,
): JobRow[] {
  const applied = appliedStatements(outbox.items.value);
  const awaited = useRef<string[]>([]);
  useEffect(() => {
    if (applied.length === 0) return;
    awaited.current = applied;
    reload();
    others();
  }, [applied.join()]);
  useEffect(() => {
    if (awaited.current.length > 0) outbox.forgetStored(awaited.current);
    awaited.current = [];
  }, [value]);
  return value?.items.map(stepped) ?? [];
}
