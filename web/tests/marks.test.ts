import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  pointOf,
  marksOn,
  nextNumber,
  placeOf,
  plain,
  pulled,
  setIn,
  thinned,
  WIDE,
} from "../src/protocol/job/marks";
import type { Entry } from "../src/protocol/outbox/entries";
import { Outbox } from "../src/protocol/outbox/outbox";
import { apply } from "../src/protocol/job/job";
import { timelineOf } from "../src/protocol/job/timeline";
import { at, document, eva, event, JOB, mark, photo, tess } from "./builders";
import { MemoryStore, pass, picture, stages, TESS, World, type Trouble } from "./outboxes";
import { seeded, seeds } from "./random";

describe("a hand over the picture", () => {
  test("keeps places as parts of it, and never beside it", () => {
    expect(pointOf({ x: 0.25, y: 0.5 })).toEqual([2500, 5000]);
    expect(pointOf({ x: -1, y: 7 })).toEqual([0, 10_000]);
    expect(placeOf(pointOf({ x: 0.1234, y: 1 }))).toEqual({ x: 0.1234, y: 1 });
  });

  test("draws an arrow from where it began to where it ended", () => {
    const way = [
      [100, 100],
      [2000, 900],
      [3000, 3000],
    ];
    expect(pulled("arrow", way)).toEqual({
      kind: "arrow",
      points: [
        [100, 100],
        [3000, 3000],
      ],
      text: "",
    });
  });

  test("draws a line as it went", () => {
    const way = [
      [0, 0],
      [1000, 1000],
      [2000, 0],
    ];
    expect(pulled("line", way)?.points).toEqual(way);
  });

  test("draws nothing by a press that slips", () => {
    expect(
      pulled("ring", [
        [500, 500],
        [510, 505],
      ]),
    ).toBeNull();
    expect(pulled("line", [])).toBeNull();
  });

  test("a long scribble keeps its ends and its corners, and no more points than a mark may have", () => {
    for (const seed of seeds(20)) {
      const random = seeded(seed);
      const way = Array.from({ length: 4000 }, () => [
        Math.round(random() * 10_000),
        Math.round(random() * 10_000),
      ]);
      const line = thinned(way);
      expect(line.length, `seed ${seed}`).toBeLessThanOrEqual(512);
      expect([line[0], line.at(-1)]).toEqual([way[0], way.at(-1)]);
    }
    const corner = [...Array.from({ length: 50 }, (_, x) => [x * 100, 0]), [4900, 4900]];
    expect(thinned(corner)).toEqual([
      [0, 0],
      [4900, 0],
      [4900, 4900],
    ]);
  });

  test("a hand that goes to and fro over its own beginning is a line all the same", () => {
    const way = [
      [0, 0],
      [5000, 5000],
      [0, 0],
    ];
    expect(thinned(way)).toEqual(way);
  });
});

test("words are one line without anything unseen in it", () => {
  expect(plain("  left\tPSU\u0007 ")).toBe("left PSU");
  expect(plain("gpj.\u202eexe")).toBe("gpj.exe");
  expect(plain("\u2066 ")).toBe("");
});

test("words that are too long for the picture on a phone go on in the next line, and stay on it", () => {
  const lines = ["not this one,", "the next"];
  expect(setIn("not this one, the next", 230, 210)).toEqual({ lines, x: 210 - 8 - 13 * WIDE });
  expect(setIn("here", 10, 390)).toEqual({ lines: ["here"], x: 10 });
  expect(setIn("Verbindungsabbruch", 380, 120).lines).toEqual(["Verbindungsabbruch"]);
  expect(setIn("Verbindungsabbruch", 380, 120).x).toBe(8);
});

describe("the marks of a picture", () => {
  const first = mark({ id: "a", drawn_at: at(0) });
  const second = mark({ id: "b", drawn_at: at(1), kind: "number", text: "4" });
  const undone = mark({ id: "c", drawn_at: at(2), kind: "number", text: "9", undone_at: at(3) });
  const elsewhere = mark({ id: "d", evidence_id: "p2" });
  const jobDocument = document({ marks: { b: second, a: first, c: undone, d: elsewhere } });

  test("are those that stand, as they were drawn", () => {
    expect(marksOn(jobDocument, "p1").map(({ id }) => id)).toEqual(["a", "b"]);
    expect(marksOn(null, "p1")).toEqual([]);
  });

  test("are numbered on", () => {
    expect(nextNumber([])).toBe("1");
    expect(nextNumber(marksOn(jobDocument, "p1"))).toBe("5");
  });

  test("come and go by events", () => {
    const drawn = apply(document(), event(1, "mark.drawn", { mark: first }));
    expect(marksOn(drawn, "p1")).toEqual([first]);
    const back = apply(drawn, event(2, "mark.undone", { mark: { id: "a", undone_at: at(1) } }));
    expect(marksOn(back, "p1")).toEqual([]);
    expect(back.marks["a"]?.points).toEqual(first.points);
  });
});

describe("the story", () => {
  const frozen = photo("p1", { source: "freeze", author: eva });
  const drew = (seq: number, id: string, evidence: string, who = eva) =>
    event(seq, "mark.drawn", { mark: mark({ id, evidence_id: evidence }) }, who);

  test("tells of a frozen picture once, whatever is drawn on it", () => {
    const entries = timelineOf([
      event(1, "evidence.added", { evidence: [frozen] }, eva),
      drew(2, "a", "p1"),
      drew(3, "b", "p1"),
      event(4, "mark.undone", { mark: { id: "a", undone_at: at(1) } }, eva),
    ]);
    expect(entries).toMatchObject([{ kind: "freeze.added", about: "p1", actor: "Eva" }]);
  });

  test("tells of drawing on a photo of somebody else's, once for each who does", () => {
    const entries = timelineOf([
      event(1, "evidence.added", { evidence: [photo("p1")] }, tess),
      drew(2, "a", "p1"),
      drew(3, "b", "p1"),
      drew(4, "c", "p1", tess),
    ]);
    expect(entries.map(({ kind, actor, about }) => [kind, actor, about])).toEqual([
      ["photo.added", "Tess", "p1"],
      ["mark.drawn", "Eva", "p1"],
      ["mark.drawn", "Tess", "p1"],
    ]);
  });
});

describe("marks on their way", () => {
  beforeEach(() =>
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] }),
  );
  afterEach(() => vi.useRealTimers());

  const common = { owner: TESS, job: JOB, session: "s", sequence: 1 };
  const drawn = (id: string, after: string): Entry => ({
    ...{ kind: "mark", id, after, drawn_at: at(0), ...common },
    shape: { kind: "number", points: [[1, 1]], text: "1" },
  });
  const undone = (id: string, after: string): Entry => ({ kind: "undo", id, after, ...common });
  const frozen = (): Entry => ({ ...picture("p"), source: "freeze" }) as Entry;

  test("go after the picture that they are on, and what takes them back after them", async () => {
    const world = new World();
    const outbox = new Outbox(world.ports(), new MemoryStore());
    await Promise.all(
      [frozen(), drawn("m", "p"), undone("u", "m")].map((entry) => outbox.add(entry)),
    );
    await pass(100);
    expect(world.calls).toEqual(["request p", "put p", "seal p", "mark m", "undo m"]);
    expect(stages(outbox)).toEqual(["stored", "stored", "stored"]);
  });

  test("go in the order in which they were drawn, however slow the first one is", async () => {
    let tries = 0;
    const world = new World((step) => (step === "mark" && tries++ === 0 ? "lost" : "none"));
    const outbox = new Outbox(world.ports(), new MemoryStore());
    await Promise.all(
      [frozen(), drawn("a", "p"), drawn("b", "p"), drawn("c", "p2")].map((each) =>
        outbox.add(each),
      ),
    );
    await pass(10_000);
    expect([...world.marks.keys()]).toEqual(["a", "b"]);
    outbox.forgetStored();
    expect(stages(outbox)).toEqual(["refused"]); // of a picture that nobody knows
  });

  test("are refused with a picture that is refused, and not waited for for ever", async () => {
    const world = new World((step) => (step === "put" ? "busy" : "none"));
    const outbox = new Outbox(world.ports(), new MemoryStore());
    await outbox.add(frozen());
    await outbox.add(drawn("m", "p"));
    await pass(600_000);
    expect(stages(outbox)).toEqual(["refused", "refused"]);
  });

  test("come once over a network that loses anything, and after the page was killed", async () => {
    for (const seed of seeds(10)) {
      const random = seeded(seed);
      const kinds: Trouble[] = ["lost", "answer lost", "busy", "none", "none"];
      let hostile = true;
      const world = new World((step) => {
        if (!hostile) return "none";
        const trouble = kinds[Math.floor(random() * kinds.length)] ?? "none";
        // A store that goes on refusing is given up, which is the test above.
        return step === "put" && trouble === "busy" ? "lost" : trouble;
      });
      const store = new MemoryStore();
      const first = new Outbox(world.ports(), store);
      await first.add(frozen());
      for (const id of ["m1", "m2", "m3"]) await first.add(drawn(id, "p"));
      await first.add(undone("u", "m2"));
      await pass(random() * 3000);
      const left = structuredClone([...store.entries.values()]);
      const again = new MemoryStore();
      for (const entry of left) await again.put(entry);
      const second = new Outbox(world.ports(), again);
      await second.restore();
      await pass(60_000);
      hostile = false;
      await pass(600_000);
      expect([...world.marks].sort(), `seed ${seed}`).toEqual([
        ["m1", false],
        ["m2", true],
        ["m3", false],
      ]);
      expect(again.entries.size).toBe(0);
    }
  });
});
