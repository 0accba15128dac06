import "fake-indexeddb/auto";
import { beforeEach, describe, expect, test } from "vitest";
import { dayStore, deleteDay } from "../src/device/store/day";
import { FetchAhead } from "../src/protocol/kept/fetch-ahead";
import { contextPath, dueSoon, jobPath, jobsOf } from "../src/protocol/kept/kept";
import { ApiError } from "../src/protocol/net/client";
import type { JobContext, JobDocument, JobRow } from "../src/protocol/net/wire";
import { document, job, photo } from "./builders";

const NOW = Date.parse("2026-03-02T08:00:00Z");
const DAY = 24 * 3_600_000;
const TESS = "tess";
const store = dayStore(TESS, async () => true);
const RENDERED = { renditions: { small: { width: 4, height: 3, sha256: "00" } } };

const row = (id: string, seq: number, change: Partial<JobRow> = {}) =>
  ({ ...job({ id }), seq, ...change }) as JobRow;

/** A server with these jobs, each with three photos of which the last was withdrawn. */
class Jobs {
  asked: string[] = [];
  now = NOW;
  online = true;
  dear = false;
  open = "";
  gone = "";
  /** The code by which it is said to be gone. */
  code = "not_found";
  /** The network is lost after so many requests. */
  left = Infinity;

  constructor(private readonly rows: JobRow[]) {}

  run(all = true, rows = this.rows): Promise<void> {
    return new FetchAhead({
      store,
      now: () => this.now,
      free: () => this.online,
      freeForPictures: () => !this.dear,
      isOpen: (id) => id === this.open,
      job: async (id) => this.ask(`job ${id}`, id, this.document(id)),
      context: async (id) => this.ask(`site of ${id}`, id, { site: { name: id } } as JobContext),
      picture: async (id, evidence) =>
        this.ask(`${id}/${evidence}`, id, new TextEncoder().encode(evidence).buffer as ArrayBuffer),
    }).run(rows, all);
  }

  private ask<Answer>(what: string, id: string, answer: Answer): Answer {
    this.asked.push(what);
    if (--this.left < 0) throw new ApiError(0, "offline", "");
    if (id === this.gone) throw new ApiError(404, this.code, "");
    return answer;
  }

  private document(id: string) {
    const row = this.rows.find((each) => each.id === id);
    const evidence = {
      p1: photo("p1", { ...RENDERED, received_at: "2026-03-02T07:00:00Z" }),
      p2: photo("p2", { ...RENDERED, received_at: "2026-03-02T07:30:00Z" }),
      p3: photo("p3", { ...RENDERED, withdrawn_at: "2026-03-02T07:40:00Z" }),
      p4: photo("p4"),
    };
    return { ...document(), seq: row?.seq ?? 0, job: row ?? job({ id }), evidence };
  }
}

const documents = async () => (await store.jobs()).map(({ path, seq }) => `${path} ${seq}`);

beforeEach(() => deleteDay(TESS));

describe("jobs are fetched ahead", () => {
  test("each with its site and its pictures that can be seen, the newest first", async () => {
    const jobs = new Jobs([row("a", 3), row("b", 5)]);
    await jobs.run();
    expect(jobs.asked).toEqual(
      ["job a", "site of a", "job b", "site of b"].concat(["a/p2", "a/p1", "b/p2", "b/p1"]),
    );
    expect(await documents()).toEqual([
      "jobs/a 3",
      "jobs/a/context 0",
      "jobs/b 5",
      "jobs/b/context 0",
    ]);
    expect((await store.read(jobPath("a")))?.at).toBe(NOW);
  });

  test("only where their seq differs, and their sites' notes after some hours", async () => {
    await new Jobs([row("a", 3), row("b", 5)]).run();
    const later = new Jobs([row("a", 3), row("b", 6)]);
    await later.run();
    expect(later.asked).toEqual(["job b", "site of b"]);
    const evening = new Jobs([row("a", 3), row("b", 6)]);
    evening.now = NOW + DAY / 2;
    await evening.run();
    expect(evening.asked).toEqual(["site of a", "site of b"]);
  });

  test("anew where an earlier version kept them without what it did not know", async () => {
    const jobs = new Jobs([row("a", 3)]);
    await jobs.run();
    const kept = await store.read<JobDocument>(jobPath("a"));
    const { statements: _, ...earlier } = kept?.value ?? document();
    await store.keep({ path: jobPath("a"), seq: 3, at: NOW, value: earlier });
    jobs.asked = [];
    await jobs.run();
    expect(jobs.asked).toEqual(["job a", "site of a"]);
  });

  test("without pictures on a line that is dear, and not at all without one", async () => {
    const dear = new Jobs([row("a", 3)]);
    dear.dear = true;
    await dear.run();
    expect(dear.asked).toEqual(["job a", "site of a"]);
    const offline = new Jobs([row("a", 4)]);
    offline.online = false;
    await offline.run();
    expect(offline.asked).toEqual([]);
  });

  test("but for one that a page keeps up to date already", async () => {
    const jobs = new Jobs([row("a", 3), row("b", 5)]);
    jobs.open = "a";
    jobs.dear = true;
    await jobs.run();
    expect(jobs.asked).toEqual(["job b", "site of b"]);
  });

  test("until the network is lost, and go on there the next time", async () => {
    const rows = [row("a", 3), row("b", 5)];
    const cut = new Jobs(rows);
    cut.left = 2;
    await expect(cut.run()).rejects.toMatchObject({ status: 0 });
    const again = new Jobs(rows);
    again.dear = true;
    await again.run();
    expect(again.asked).toEqual(["job b", "site of b"]);
  });
});

describe("what is kept of a job goes", () => {
  test("with its pictures once the job is in no list of hers", async () => {
    await new Jobs([row("a", 3), row("b", 5)]).run();
    await new Jobs([row("b", 5)]).run();
    expect(await documents()).toEqual(["jobs/b 5", "jobs/b/context 0"]);
    expect(await store.pictureNames()).toEqual(["b/p1", "b/p2"]);
  });

  test("but not one that was done lately, and is only beyond the end of a list", async () => {
    const rows = [row("a", 3), row("b", 5)];
    await new Jobs(rows).run();
    const completed_at = new Date(NOW).toISOString();
    const done = row("a", 4, { state: "completed", completed_at });
    const jobs = new Jobs([done, row("b", 5)]);
    jobs.dear = true;
    const listed = [row("b", 5)];
    await jobs.run(false, listed);
    await jobs.run(false, listed);
    expect(jobs.asked).toEqual(["job a"]);
    expect((await store.read(jobPath("a")))?.seq).toBe(4);
    expect(await store.read(contextPath("a"))).not.toBeNull();
    // The server is asked again after a while, and two days later nobody needs it.
    jobs.now = NOW + DAY;
    await jobs.run(false, listed);
    expect(await store.read(jobPath("a"))).not.toBeNull();
    jobs.now = NOW + 3 * DAY;
    await jobs.run(false, listed);
    expect(await store.read(jobPath("a"))).toBeNull();
  });

  test("at once when it is in no list, however long the lists are, and the server says so", async () => {
    await new Jobs([row("a", 3), row("b", 5)]).run();
    const jobs = new Jobs([row("b", 5)]);
    jobs.gone = "a";
    await jobs.run(false);
    expect(await documents()).toEqual(["jobs/b 5", "jobs/b/context 0"]);
  });

  test("not when a proxy answers with a page of its own", async () => {
    await new Jobs([row("a", 3)]).run();
    const jobs = new Jobs([row("a", 4)]);
    Object.assign(jobs, { gone: "a", code: "internal" });
    await expect(jobs.run()).rejects.toMatchObject({ status: 404 });
    expect(await documents()).toEqual(["jobs/a 3", "jobs/a/context 0"]);
  });

  test("when the server knows it no more, and the others are fetched all the same", async () => {
    await new Jobs([row("a", 3)]).run();
    const jobs = new Jobs([row("a", 4), row("b", 5)]);
    jobs.gone = "a";
    await jobs.run();
    expect(await documents()).toEqual(["jobs/b 5", "jobs/b/context 0"]);
  });
});

test("two lists are all of her jobs once neither has a further page", () => {
  const [active, done] = [row("a", 1), row("b", 1, { state: "completed" })];
  const page = (item: JobRow, next: string | null) => ({ items: [item], next });
  expect(jobsOf(page(active, null), page(done, null))).toEqual({ rows: [active, done], all: true });
  expect(jobsOf(page(active, null), page(done, "more")).all).toBe(false);
  expect(jobsOf(page(active, "more"), page(done, null)).all).toBe(false);
});

test("a day is yesterday's, today's and tomorrow's jobs, and whatever is overdue or has no time", () => {
  const at = (days: number) => new Date(NOW + days * DAY).toISOString();
  const rows = [
    row("overdue", 1, { arrive_by: at(-9) }),
    row("tomorrow", 1, { arrive_by: at(1.9) }),
    row("next week", 1, { arrive_by: at(7) }),
    row("any time", 1),
    row("done yesterday", 1, { state: "completed", completed_at: at(-1) }),
    row("called off", 1, { state: "canceled" }),
    row("done last week", 1, { state: "completed", completed_at: at(-7) }),
  ];
  expect(dueSoon(rows, NOW).map(({ id }) => id)).toEqual([
    "overdue",
    "tomorrow",
    "any time",
    "done yesterday",
  ]);
});
