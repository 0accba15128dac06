import { self } from "../../../app/own";
import { outbox } from "../../../app/outbox";
import { seenOf } from "../../../app/use-job";
import { deviceTime } from "../../../protocol/instants";
import { newId } from "../../../protocol/net/ids";
import type { Job, StatedVerb } from "../../../protocol/net/wire";

type ToldJob = Pick<Job, "id" | "number"> & { seq?: number };

/**
 * Tell of a step of the job. It is kept on this device when the promise resolves, and goes by
 * itself, after those that were told before it.
 */
export function tell(
  job: ToldJob,
  verb: StatedVerb,
  words: { reason?: string; fault?: string; work?: string } = {},
): Promise<void> {
  return outbox.add({
    ...{ kind: "statement", id: newId(), owner: self(), job: job.id, number: job.number, verb },
    ...words,
    ...{ happened_at: deviceTime(), seen: seenOf(job.id) ?? job.seq },
  });
}
