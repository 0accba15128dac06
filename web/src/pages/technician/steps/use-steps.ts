import { useEffect, useRef } from "preact/hooks";
import { outbox } from "../../../app/outbox";
import type { KeptLoaded } from "../../../app/kept/use-kept";
import type { OpenJob } from "../../../app/use-job";
import { withSteps } from "../../../protocol/job/overlay";
import { appliedStatements, laidOver } from "../../../protocol/outbox/statements";
import type { Job, JobDocument, JobRow, Page } from "../../../protocol/net/wire";

/** The job with the steps that this phone has told of laid over it. */
export function stepped<Shown extends Job>(job: Shown): Shown {
  return withSteps(job, laidOver(outbox.items.value, job.id));
}

/** The open job's document with her steps laid over it, until events have brought each of them. */
export function useSteppedDocument(open: OpenJob): JobDocument | null {
  const { live, document } = open;
  const applied = appliedStatements(outbox.items.value, live.id);
  const isThere = document !== null;
  useEffect(() => {
    if (isThere && applied.length > 0) void forgetFetched(open, applied);
  }, [applied.join(), isThere]);
  return document && { ...document, job: stepped(document.job) };
}

/** The steps are forgotten once the document has come with them, and this phone has kept it so. */
async function forgetFetched({ live, keep }: OpenJob, steps: string[]): Promise<void> {
  if (!(await live.catchUp())) return;
  await keep();
  outbox.forgetStored(steps);
}

/** The rows of a list with her steps laid over them, until the list has been fetched with each. */
export function useSteppedRows(
  { value, current, reload }: KeptLoaded<Page<JobRow>>,
  others: () => void,
): JobRow[] {
  const applied = appliedStatements(outbox.items.value);
  const awaited = useRef<string[]>([]);
  useEffect(() => {
    if (!current) return;
    if (awaited.current.length > 0) outbox.forgetStored(awaited.current);
    awaited.current = [];
  }, [value, current]);
  // After the effect above: this list was asked for before these steps came true.
  useEffect(() => {
    if (applied.length === 0) return;
    awaited.current = applied;
    reload();
    others();
  }, [applied.join()]);
  return value?.items.map(stepped) ?? [];
}
