import { describe, expect, test } from "vitest";
import { filmOf, filmsOf, missingAt, missingIn } from "../src/protocol/job/playback";
import type { Evidence, Gap, JobDocument } from "../src/protocol/net/wire";
import { dan, document, eva, photo, session, tess } from "./builders";

const START = Date.UTC(2026, 2, 2, 8);
const after = (seconds: number) => new Date(START + seconds * 1000).toISOString();

function file(
  id: string,
  by: typeof tess,
  from: number,
  seconds: number | null,
  type: string,
): Evidence {
  return photo(id, {
    ...{ kind: "recording", phase: null, author: by, captured_at: after(from), seconds },
    media_type: `${type}/webm`,
  });
}

const seat = (id: string, who: typeof tess) => ({
  ...{ id, person_id: who.id, name: `${who.name} there`, role: "technician" as const },
  ...{ joined_at: after(0), left_at: null, consent: null },
});

function gap(id: string, change: Partial<Gap>): Gap {
  return {
    ...{ id, session_id: session().id, participant: "hers", name: "Tess there", evidence_id: null },
    ...{ at: after(10), seconds: 12, reason: "network" },
    ...change,
  };
}

function recorded(files: Evidence[], gaps: Gap[] = []): JobDocument {
  const call = session({ participants: [seat("hers", tess), seat("evas", eva)] });
  const byId = <Thing extends { id: string }>(all: Thing[]) =>
    Object.fromEntries(all.map((each) => [each.id, each]));
  return document({ evidence: byId(files), gaps: byId(gaps), sessions: { [call.id]: call } });
}

const picture = file("p", tess, 0, 60, "video");
const voice = file("v", eva, 1.5, 58, "audio");

describe("recorded files become films", () => {
  test("Tess's picture is shown with Eva's voice, as much later as it began", () => {
    const [film, ...more] = filmsOf(recorded([voice, picture]).evidence);
    expect(more).toEqual([]);
    expect(film?.main.id).toBe("p");
    expect(film?.voices.map(({ item, offset }) => [item.id, offset])).toEqual([["v", 1.5]]);
  });

  test("a camera that came back with another codec is two films, and Eva is heard in both", () => {
    const second = file("q", tess, 62, 30, "video");
    const long = file("v", eva, 0, 90, "audio");
    const films = filmsOf(recorded([picture, second, long]).evidence);
    expect(films.map((film) => [film.main.id, film.voices.map(({ offset }) => offset)])).toEqual([
      ["p", [0]],
      ["q", [-62]],
    ]);
  });

  test("two calls of one job stay apart", () => {
    const later = file("q", tess, 4000, 30, "video");
    const hers = file("w", dan, 4001, 20, "audio");
    const films = filmsOf(recorded([picture, voice, later, hers]).evidence);
    expect(films.map((film) => film.voices.map(({ item }) => item.author.name))).toEqual([
      ["Eva"],
      ["Dan"],
    ]);
  });

  test("voices alone are one film, led by the longest", () => {
    const short = file("s", tess, 0, 20, "audio");
    const [film, ...more] = filmsOf(recorded([short, voice]).evidence);
    expect([film?.main.id, film?.voices[0]?.item.id, more.length]).toEqual(["v", "s", 0]);
  });

  test("a file that nobody ended reaches until the same person's next one", () => {
    const lost = file("p", tess, 0, null, "video");
    const next = file("q", tess, 100, 10, "video");
    const late = file("v", eva, 101, 5, "audio");
    const films = filmsOf(recorded([lost, next, late]).evidence);
    expect(films.map((film) => [film.main.id, film.voices.length])).toEqual([
      ["p", 0],
      ["q", 1],
    ]);
  });

  test("what was withdrawn is not played, and a voice leads to its film", () => {
    expect(filmsOf(recorded([{ ...picture, withdrawn_at: after(90) }]).evidence)).toEqual([]);
    const films = filmsOf(recorded([picture, voice]).evidence);
    expect(filmOf(films, "v")?.main.id).toBe("p");
    expect(filmOf(films, "nothing")).toBeNull();
  });
});

describe("what a film lacks", () => {
  const missing = (gaps: Gap[], files = [picture, voice]) => {
    const job = recorded(files, gaps);
    const [film] = filmsOf(job.evidence);
    return film ? missingIn(film, job) : [];
  };

  test("the recorder's stretch and the call's are one, with the call's reason", () => {
    const both = [
      gap("a", { evidence_id: "p", at: after(10), seconds: 12, reason: "nobody_there" }),
      gap("b", { at: after(10.4), seconds: 11, reason: "network" }),
    ];
    expect(missing(both)).toMatchObject([{ at: 10, seconds: 12, reason: "network", empty: true }]);
  });

  test("a pause is told once, whoever's file has it; a short silence of Eva's is none", () => {
    const all = [
      gap("a", { evidence_id: "p", reason: "paused" }),
      gap("b", { evidence_id: "v", participant: "evas", name: "Eva there", reason: "paused" }),
      gap("c", {
        evidence_id: "v",
        participant: "evas",
        name: "Eva there",
        at: after(40),
        seconds: 2,
        reason: "unknown",
      }),
    ];
    expect(missing(all).map(({ reason }) => reason)).toEqual(["paused"]);
  });

  test("Eva's lost network is hers by name, and the picture has nothing missing there", () => {
    const [one] = missing([gap("a", { participant: "evas", name: "Eva there", at: after(20) })]);
    expect(one).toMatchObject({ at: 20, name: "Eva there", empty: false });
    expect(
      missingAt(
        [one].flatMap((each) => each ?? []),
        25,
      ),
    ).toBeNull();
  });

  test("of another call, or another film, it tells nothing", () => {
    expect(
      missing([
        gap("a", { at: after(5000) }),
        gap("b", { evidence_id: "other", participant: "nobody" }),
      ]),
    ).toEqual([]);
  });

  test("what is missing now is found by the second", () => {
    const found = missing([gap("a", { evidence_id: "p" })]);
    expect(missingAt(found, 9.9)).toBeNull();
    expect(missingAt(found, 10)?.seconds).toBe(12);
    expect(missingAt(found, 22)).toBeNull();
  });
});
