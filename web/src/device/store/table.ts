import { NoAnswer, inTime } from "../in-time";
import { isFull } from "../../protocol/outbox/keeping";

/** Milliseconds to open the database, which some phones never do, and to write or read in it. */
const OPENS = 5000;
const WORKS = 30_000;

/**
 * `write` survives the end of the page and of the browser, `keep` a battery that goes flat, too: the
 * browser then waits for the disk.
 */
export type Use = "read" | "write" | "keep";

/** The result of the work in a transaction; it is asked for when the transaction is complete. */
interface Work<Result> {
  readonly result: Result;
}

/** One table of the browser's store, opened when it is first used. */
export class StoreTable {
  private opened: Promise<IDBDatabase> | null = null;

  constructor(
    private readonly database: string,
    private readonly table: string,
    private readonly options: IDBObjectStoreParameters = {},
  ) {}

  /**
   * Resolves when the transaction is complete: a request that has succeeded may still come to
   * nothing, by the end of the page or a store that is full. Rejects with what ended it.
   */
  async run<Result>(use: Use, work: (table: IDBObjectStore) => Work<Result>): Promise<Result> {
    try {
      return await this.attempt(use, work);
    } catch (error) {
      if (isFull(error) || error instanceof NoAnswer) throw error;
      // A connection may have been lost while the phone slept, and then fails for ever.
      await this.close();
      return await this.attempt(use, work);
    }
  }

  private async attempt<Result>(
    use: Use,
    work: (table: IDBObjectStore) => Work<Result>,
  ): Promise<Result> {
    const database = await this.open();
    const mode = use === "read" ? "readonly" : "readwrite";
    const durability = use === "keep" ? "strict" : "relaxed";
    const transaction = database.transaction(this.table, mode, { durability });
    const done = work(transaction.objectStore(this.table));
    await inTime(completed(transaction), WORKS);
    return done.result;
  }

  private open(): Promise<IDBDatabase> {
    this.opened ??= inTime(this.request(), OPENS, (database) => database.close()).catch(
      (error: unknown) => {
        // It may have been another tab that held it, so the next use tries again.
        this.opened = null;
        throw error;
      },
    );
    return this.opened;
  }

  private request(): Promise<IDBDatabase> {
    const request = indexedDB.open(this.database, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(this.table, this.options);
    return new Promise((resolve, reject) => {
      request.onerror = () => reject(request.error);
      request.onsuccess = () => {
        request.result.onclose = () => void this.close();
        // Another tab, of a later version, needs the database by itself.
        request.result.onversionchange = () => void this.close();
        resolve(request.result);
      };
    });
  }

  private async close(): Promise<void> {
    const { opened } = this;
    this.opened = null;
    await opened?.then((database) => database.close()).catch(() => {});
  }
}

function completed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () =>
      reject(transaction.error ?? new DOMException("The store was closed.", "AbortError"));
  });
}
