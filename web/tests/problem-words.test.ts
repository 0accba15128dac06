import { expect, test } from "vitest";
import { whyNothing } from "../src/pages/job/evidence/problem-words";
import type { FileProblem } from "../src/protocol/net/wire";
import { de } from "../src/text/de";
import { en } from "../src/text/en";
import { photo } from "./builders";

const OF_PICTURES: FileProblem[] = [
  ...(["not_a_picture", "unsupported", "too_many_pixels", "out_of_memory"] as const),
  ...(["too_slow", "crashed", "damaged", "failed"] as const),
];
const OF_SOUNDS: FileProblem[] = [
  ...(["not_a_sound", "unsupported", "too_long", "out_of_memory"] as const),
  ...(["too_slow", "crashed", "damaged", "failed"] as const),
];

test.each([en, de])(
  "each problem has a sentence of its own, and damaged means damaged",
  (words) => {
    const { problems, voice } = words.job;
    expect(new Set(OF_PICTURES.map((each) => problems[each])).size).toBe(OF_PICTURES.length);
    expect(new Set(OF_SOUNDS.map((each) => voice.problems[each])).size).toBe(OF_SOUNDS.length);
    for (const problem of OF_PICTURES)
      expect(/damaged|beschädigt/.test(problems[problem])).toBe(problem === "damaged");
  },
);

test("the words say that the original is kept, also for a reason that the page doesn't know", () => {
  const large = { ...photo("p"), renditions: {}, problem: "too_many_pixels" as const };
  expect(whyNothing(large)).toBe(
    "This picture is too large to be shown here. The original file is kept as it came.",
  );
  const newer = { ...large, problem: "cursed" as FileProblem };
  expect(whyNothing(newer)).toBe(
    "This picture can't be shown. The original file is kept as it came.",
  );
});
