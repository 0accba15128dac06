import { describe, expect, test } from "vitest";
import { missingWords, momentsOf } from "../src/pages/job/film/film-moments";
import { shortAuthorName } from "../src/pages/technician/call/words";
import type { MissingStretch } from "../src/protocol/job/playback";
import type { Chapter } from "../src/protocol/net/wire";
import { de } from "../src/text/de";
import { authorName } from "../src/text/author";

const chapter = (change: Partial<Chapter>): Chapter => ({
  ...{ at: 1, kind: "message", id: "m", name: "Gus", role: "guest", text: "here" },
  ...{ seconds: null, given: null },
  ...change,
});

describe("an author", () => {
  test("is named with her role, in the reader's language", () => {
    expect(authorName({ name: "Eva Lind", role: "expert" })).toBe("Eva Lind (expert)");
    expect(shortAuthorName({ name: "Eva Lind", role: "expert" })).toBe("Eva (expert)");
    expect(de.job.nameAndRole("Gus", de.job.asAuthor.guest)).toBe("Gus (Gast)");
  });

  test("of an event of before is a guest, or has no role", () => {
    expect(authorName({ name: "Gus", guest: true })).toBe("Gus (guest)");
    expect(authorName({ name: "Eva Lind" })).toBe("Eva Lind");
    expect(authorName({ name: "Eva Lind", role: null })).toBe("Eva Lind");
  });
});

describe("what happened in a recording", () => {
  const words = (change: Partial<Chapter>) => momentsOf([chapter(change)], [])[0]?.words;

  test("names everybody with her role", () => {
    expect(words({})).toBe("Gus (guest): here");
    expect(words({ kind: "marks", name: "Eva Lind", role: "expert" })).toBe(
      "Eva Lind (expert) drew on a picture",
    );
    expect(words({ kind: "still", name: "Dan", role: "dispatcher" })).toBe(
      "Dan (dispatcher) asked for a still",
    );
    expect(words({ kind: "consent", given: true })).toBe("Gus (guest) agreed to be recorded");
    expect(words({ kind: "consent", given: false })).toBe("Gus (guest) said no");
  });

  test("names nobody where her own recording lacks something", () => {
    const gap: MissingStretch = {
      ...{ at: 1, seconds: 3, reason: "network", name: "Gus", role: "guest" },
      ...{ own: true, empty: true },
    };
    expect(missingWords(gap)).toBe("3 s missing: network changed");
    expect(missingWords({ ...gap, own: false })).toBe("Gus (guest): 3 s missing: network changed");
  });
});
