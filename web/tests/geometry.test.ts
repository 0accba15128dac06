import { describe, expect, test } from "vitest";
import { fitFor, toElement, toPicture, type Fit } from "../src/protocol/job/geometry";
import { seeded, seeds } from "./random";

const wide = { width: 1280, height: 720 };
const upright = { width: 720, height: 1280 };
const phone = { width: 390, height: 844 };

describe("a point on the picture", () => {
  test.each([
    [
      "the middle of the element is the middle of the picture",
      { x: 195, y: 422 },
      { x: 0.5, y: 0.5 },
    ],
    [
      "the picture's upper edge lies under a bar",
      { x: 0, y: (844 - 390 * (9 / 16)) / 2 },
      { x: 0, y: 0 },
    ],
  ])("letterboxed: %s", (_name, at, part) => {
    const place = toPicture(at, phone, wide, "contain");
    expect(place?.x).toBeCloseTo(part.x);
    expect(place?.y).toBeCloseTo(part.y);
  });

  test("on a bar beside the picture is none", () => {
    expect(toPicture({ x: 195, y: 100 }, phone, wide, "contain")).toBeNull();
    expect(
      toPicture({ x: 10, y: 450 }, { width: 1000, height: 900 }, upright, "contain"),
    ).toBeNull();
  });

  test("that fills the element by cutting off shows only its middle", () => {
    const left = toPicture({ x: 0, y: 0 }, phone, wide, "cover");
    expect(left?.y).toBeCloseTo(0);
    expect(left?.x).toBeCloseTo((1 - 390 / ((844 * 16) / 9)) / 2);
  });

  test("is none before there is a picture", () => {
    expect(toPicture({ x: 1, y: 1 }, phone, { width: 0, height: 0 }, "contain")).toBeNull();
    expect(toElement({ x: 1, y: 1 }, { width: 0, height: 0 }, wide, "cover")).toBeNull();
  });
});

describe("there and back is the same place", () => {
  test.each(seeds(20))("for any sizes (SEED=%i)", (seed) => {
    const random = seeded(seed);
    const size = () => ({ width: 100 + random() * 2000, height: 100 + random() * 2000 });
    for (const fit of ["contain", "cover"] as Fit[]) {
      const [element, picture, part] = [size(), size(), { x: random(), y: random() }];
      const at = toElement(part, element, picture, fit);
      const back = at && toPicture(at, element, picture, fit);
      expect(back?.x).toBeCloseTo(part.x);
      expect(back?.y).toBeCloseTo(part.y);
    }
  });
});

test.each([
  ["a phone held upright, its camera too: filled", phone, upright, "cover"],
  ["the camera sideways in it: whole, or two thirds would be lost", phone, wide, "contain"],
  ["both sideways: filled", { width: 844, height: 390 }, wide, "cover"],
  ["before there is a picture", phone, { width: 0, height: 0 }, "cover"],
])("how it is shown: %s", (_name, element, picture, fit) => {
  expect(fitFor(element, picture)).toBe(fit);
});
