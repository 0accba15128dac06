import { contextPath, jobPath, type DayStore, type Kept } from "../../protocol/kept/kept";
import { StoreTable } from "./table";

const DAY = "smart-hands.day.";
/** Pictures lie in a database of their own, so that their room is given back as a whole. */
const PICTURES = "smart-hands.pictures.";

/** All keys that begin so; the last character of all sorts after whatever follows. */
const under = (beginning: string) => IDBKeyRange.bound(beginning, `${beginning}\uffff`);

const documentsOf = (person: string) =>
  new StoreTable(DAY + person, "documents", { keyPath: "path" });
const picturesOf = (person: string) => new StoreTable(PICTURES + person, "pictures");

/**
 * What this phone keeps of one person's days, in databases of her own. `isHers`: whether she is
 * still the one who is signed in; what comes afterwards is not kept.
 */
export function dayStore(person: string, isHers: () => Promise<boolean>): DayStore {
  const [documents, pictures] = [documentsOf(person), picturesOf(person)];
  return {
    read: async <Value>(path: string) =>
      (await documents.run<Kept<Value> | undefined>("read", (table) => table.get(path))) ?? null,
    jobs: () => documents.run<Kept[]>("read", (table) => table.getAll(under("jobs/"))),
    keep: async (kept) => {
      if (await isHers()) await documents.run("write", (table) => table.put(kept));
    },
    dropJob: async (id) => {
      await documents.run("write", (table) => {
        table.delete(contextPath(id));
        return table.delete(jobPath(id));
      });
      await pictures.run("write", (table) => table.delete(under(`${id}/`)));
    },
    pictures: (job) => readPictures(pictures, job),
    pictureNames: async () =>
      (await pictures.run("read", (table) => table.getAllKeys())) as string[],
    keepPicture: async (name, bytes) => {
      if (await isHers()) await pictures.run("write", (table) => table.put(bytes, name));
    },
    dropPictures: async (names) => {
      for (const name of names) await pictures.run("write", (table) => table.delete(name));
    },
  };
}

/** The pictures of a job by the ids of their evidence, read in one go. */
function readPictures(pictures: StoreTable, job: string): Promise<Map<string, ArrayBuffer>> {
  const range = under(`${job}/`);
  return pictures.run("read", (table) => {
    const [names, bytes] = [table.getAllKeys(range), table.getAll(range)];
    return {
      get result() {
        const ids = (names.result as string[]).map((name) => name.slice(job.length + 1));
        return new Map(ids.map((id, place) => [id, bytes.result[place] as ArrayBuffer]));
      },
    };
  });
}

/** Delete the pictures that are kept of a person; the room is then there for what waits. */
export function deletePictures(person: string): Promise<void> {
  return deleteWhole(picturesOf(person), PICTURES + person);
}

/** Delete all that is kept of a person. What waits to be sent lies elsewhere, and stays. */
export async function deleteDay(person: string): Promise<void> {
  await Promise.all([deleteWhole(documentsOf(person), DAY + person), deletePictures(person)]);
}

/** The people of whom something is kept; of an old browser, which can't list, nobody is known. */
export async function peopleKept(): Promise<string[]> {
  const databases = (await indexedDB.databases?.()) ?? [];
  const people = databases.flatMap(({ name = "" }) =>
    [DAY, PICTURES].flatMap((each) => (name.startsWith(each) ? name.slice(each.length) : [])),
  );
  return [...new Set(people)];
}

/**
 * Empty the table, and delete the database. Other tabs let go of it, as `StoreTable` does; one that
 * is frozen can't, and keeps an empty one.
 */
async function deleteWhole(table: StoreTable, database: string): Promise<void> {
  await table.run("keep", (rows) => rows.clear()).catch(() => {});
  const request = indexedDB.deleteDatabase(database);
  await new Promise<void>((resolve, reject) => {
    request.onsuccess = () => resolve();
    request.onerror = () => reject(request.error);
  });
}
