import { outbox } from "../../../app/outbox";
import { self } from "../../../app/own";
import { seenOf } from "../../../app/use-job";
import { deviceTime } from "../../../protocol/instants";
import { newId } from "../../../protocol/net/ids";
import type { ItemWords } from "../../job/evidence/ItemTools";

/** What every entry has that somebody writes now. */
const written = (job: string) => ({
  ...{ id: newId(), owner: self(), job, happened_at: deviceTime(), seen: seenOf(job) },
});

/**
 * Write a line of chat. It is kept on this device when the promise resolves, and goes by itself,
 * after those that were written before it.
 */
export const say = (job: string, session: string, text: string): Promise<void> =>
  outbox.add({ kind: "message", ...written(job), session, text });

/** Write new words about an item of the job: kept and sent as a line is. */
export const describe = (job: string, item: string, words: ItemWords): Promise<void> =>
  outbox.add({ kind: "caption", ...written(job), after: item, ...words });
