import { expect, test } from "vitest";
import {
  ACROSS,
  alike,
  DOWN,
  read,
  sameAs,
  written,
  type Fingerprint,
} from "../src/protocol/job/fingerprint";
import { seeded, seeds } from "./random";

type Grey = (x: number, y: number) => number;
const print = (grey: Grey): Fingerprint =>
  Uint8Array.from({ length: ACROSS * DOWN }, (_, at) =>
    grey((at % ACROSS) / ACROSS, Math.floor(at / ACROSS) / DOWN),
  );
/** A rack: boards across, lamps on them. */
const rack =
  (left = 0): Grey =>
  (x, y) =>
    128 + 60 * Math.sin(19 * y) + 50 * Math.sin(11 * (x + left) + 3 * y);

test("a picture that was squeezed through an encoder is still the same", () => {
  for (const seed of seeds(10)) {
    const random = seeded(seed);
    const noisy = print((x, y) => 0.9 * rack()(x, y) + 8 + 10 * (random() - 0.5));
    expect(alike(print(rack()), noisy), `seed ${seed}`).toBeGreaterThan(0.99);
  }
});

test("one that is a hand's movement away is not, and the nearest of several is taken", () => {
  const [here, nudged, away] = [0, 0.012, 0.05].map((left) => ({
    left,
    print: print(rack(left)),
  })) as [
    { left: number; print: Fingerprint },
    { left: number; print: Fingerprint },
    { left: number; print: Fingerprint },
  ];
  expect(sameAs(here.print, [away])).toBeNull();
  expect(sameAs(here.print, [away, nudged, here])?.left).toBe(0);
  expect(sameAs(here.print, [])).toBeNull();
});

test("a dark picture is like no other: nothing could be told apart in it", () => {
  const dark = print(() => 3);
  expect(alike(dark, dark)).toBe(0);
  expect(alike(dark, print(rack()))).toBe(0);
});

test("what comes over the wire is a print, or nothing", () => {
  const sent = print(rack());
  expect(read(written(sent))).toEqual(sent);
  for (const odd of [null, undefined, "", "§§", "AAAA", `${written(sent)}AAAA`])
    expect(read(odd)).toBeNull();
});
