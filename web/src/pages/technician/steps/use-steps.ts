import { useEffect, useRef } from "preact/hooks";
import { outbox } from "../../../app/outbox";
import type { KeptLoaded } from "../../../app/kept/use-kept";
import type { OpenJob } from "../../../app/use-job";
import { withCaptions, withSteps } from "../../../protocol/job/overlay";
import { appliedStatements, laidOver } from "../../../protocol/outbox/statements";
import { captionsOver, storedWords } from "../../../protocol/outbox/words";
import type { Job, JobDocument, JobRow, Page } from "../../../protocol/net/wire";

/** The job with the steps that this phone has told of laid over it. */
export function stepped<Shown extends Job>(job: Shown): Shown {
  return withSteps(job, laidOver(outbox.items.value, job.id));
}

/**
 * The open job's document with her steps and captions laid over it, until events have brought each
 * of them.
 */
export function useSteppedDocument(open: OpenJob): JobDocument | null {
  const { live, document } = open;
  const items = outbox.items.value;
  const applied = [...appliedStatements(items, live.id), ...storedWords(items, live.id)];
  const isThere = document !== null;
  useEffect(() => {
    if (isThere && applied.length > 0) void forgetFetched(open, applied);
  }, [applied.join(), isThere]);
  if (!document) return null;
  return withCaptions({ ...document, job: stepped(document.job) }, captionsOver(items, live.id));
}

/** They are forgotten once the document has come with them, and this phone has kept it so. */
async function forgetFetched({ live, keep }: OpenJob, entries: string[]): Promise<void> {
  if (!(await live.catchUp())) return;
  await keep();
  outbox.forgetStored(entries);
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
