import { describe, expect, test } from "vitest";
import {
  cameraNameIn,
  cameraTimeIn,
  fixTimeIn,
  lensNameIn,
  orientationIn,
  writtenOrientation,
} from "../src/device/pictures/exif";
import { pictureFacts } from "../src/device/pictures/facts";

const [ASCII, SHORT, LONG, RATIONAL] = [2, 3, 4, 5];
const MAIN = { make: 271, model: 272, orientation: 274, camera: 0x8769, place: 0x8825 };
const [TAKEN, LENS, FIX_TIME, FIX_DAY, LATITUDE] = [0x9003, 0xa434, 7, 29, 2];

const big = (value: number, bytes = 4): number[] =>
  Array.from({ length: bytes }, (_, turn) => Math.floor(value / 256 ** (bytes - 1 - turn)) & 255);
const words = (text: string): number[] => [...new TextEncoder().encode(text), 0];
const rationals = (...numbers: number[]): number[] => numbers.flatMap((number) => big(number));

/** A tag with its type, the number of its values, and their bytes. */
type Field = [tag: number, type: number, count: number, bytes: number[]];
const text = (tag: number, said: string): Field => {
  const bytes = words(said);
  return [tag, ASCII, bytes.length, bytes];
};

/** A block of a first directory and of those of the camera and the place, as a camera writes it. */
function block(main: Field[], camera: Field[] = [], place: Field[] = []): number[] {
  const size = (fields: Field[]) => 2 + 12 * fields.length + 4;
  const links = [MAIN.camera, MAIN.place];
  const mainSize = size(main) + 12 * links.length;
  const [cameraAt, placeAt] = [8 + mainSize, 8 + mainSize + size(camera)];
  const linked: Field[] = [
    [MAIN.camera, LONG, 1, big(cameraAt)],
    [MAIN.place, LONG, 1, big(placeAt)],
  ];
  const data: number[] = [];
  const dataAt = placeAt + size(place);
  const written = (fields: Field[]) => [
    ...big(fields.length, 2),
    ...fields.flatMap(([tag, type, count, bytes]) => {
      const value =
        bytes.length <= 4 ? [...bytes, 0, 0, 0, 0].slice(0, 4) : big(dataAt + data.length);
      if (bytes.length > 4) data.push(...bytes);
      return [...big(tag, 2), ...big(type, 2), ...big(count), ...value];
    }),
    ...big(0),
  ];
  const head = [0x4d, 0x4d, 0, 42, ...big(8)];
  const directories = [main.concat(linked), camera, place].flatMap(written);
  return [...head, ...directories, ...data];
}

const view = (bytes: number[]) => new DataView(new Uint8Array(bytes).buffer);
const fixed = (day: string, ...time: number[]) =>
  fixTimeIn(view(block([], [], [text(FIX_DAY, day), [FIX_TIME, RATIONAL, 3, rationals(...time)]])));

const PHONE = block(
  [text(MAIN.make, "Acme"), text(MAIN.model, "Phone 7é"), [MAIN.orientation, SHORT, 1, big(6, 2)]],
  [text(TAKEN, "2026:03:01 10:20:30"), text(LENS, "back camera 4.2mm f/1.8")],
  [
    [LATITUDE, RATIONAL, 3, rationals(50, 1, 6, 1, 0, 1)],
    [FIX_TIME, RATIONAL, 3, rationals(9, 1, 20, 1, 2950, 100)],
    text(FIX_DAY, "2026:03:01"),
  ],
);

describe("an EXIF block", () => {
  test("names camera, lens, orientation and the time of a fix, and no position is read", async () => {
    const exif = view(PHONE);
    expect(cameraNameIn(exif)).toBe("Acme Phone 7é");
    expect(lensNameIn(exif)).toBe("back camera 4.2mm f/1.8");
    expect([writtenOrientation(exif), orientationIn(exif)]).toEqual([6, 6]);
    expect(fixTimeIn(exif)).toBe(Date.UTC(2026, 2, 1, 9, 20, 29, 500));
    expect(Object.keys(await pictureFacts(jpeg(PHONE), "image/jpeg")).sort()).toEqual([
      "camera",
      "fixed",
      "lens",
      "megapixels",
      "most",
      "orientation",
      "taken",
    ]);
  });

  test("that says nothing of these says so", () => {
    const exif = view(block([]));
    expect([cameraNameIn(exif).trim(), lensNameIn(exif)]).toEqual(["", ""]);
    expect([writtenOrientation(exif), orientationIn(exif)]).toEqual([null, 1]);
    expect([fixTimeIn(exif), cameraTimeIn(exif)]).toEqual([null, null]);
  });

  test.each([
    ["Canon", "Canon EOS 5D", "Canon EOS 5D"],
    ["NIKON  ", "nikon D4", "nikon D4"],
    ["Acme", "", "Acme"],
    ["", "Seven", "Seven"],
    ["Ac\0me", "Seven\0Eight", "Ac Seven"],
    ["x".repeat(1000), "Seven", "Seven"],
  ])("of %j and %j has a camera's name", (make, model, name) => {
    const exif = view(block([text(MAIN.make, make), text(MAIN.model, model)]));
    expect(cameraNameIn(exif).trim()).toBe(name);
  });

  test.each([
    ["2026:13:45 10:20:30", "a month of no calendar"],
    ["2026:02:30 10:20:30", "a day of no calendar"],
    ["2026:03:01 24:00:00", "an hour of no clock"],
    ["2026:03:01 10:20", "no seconds"],
    ["0000:00:00 00:00:00", "zeros"],
  ])("with the time %s, which has %s, says none", (taken) => {
    expect(cameraTimeIn(view(block([], [text(TAKEN, taken)])))).toBeNull();
  });

  test("says no offset that no clock has", () => {
    const ahead = (offset: string) =>
      cameraTimeIn(view(block([], [text(TAKEN, "2026:03:01 10:20:30"), text(0x9011, offset)])))
        ?.ahead;
    expect(["+14:00", "-12:00", "+14:15", "-23:59", "+5", "Z"].map(ahead)).toEqual([
      ...[50_400_000, -43_200_000],
      ...[null, null, null, null],
    ]);
  });

  test("with an impossible fix says none", () => {
    expect(fixed("2026:03:01", 9, 1, 20, 1, 29, 1)).toBe(Date.UTC(2026, 2, 1, 9, 20, 29));
    expect(fixed("2026:03:01", 9, 0, 20, 1, 29, 1)).toBeNull();
    expect(fixed("yesterday", 9, 1, 20, 1, 29, 1)).toBeNull();
    expect(fixed("2026:03:01", 9, 1)).toBeNull();
    const asText = block([], [], [text(FIX_DAY, "2026:03:01"), text(FIX_TIME, "09:20:29")]);
    expect(fixTimeIn(view(asText))).toBeNull();
  });
});

/** The beginning of a JPEG with this block. */
function jpeg(exif: number[]): Blob {
  const named = [...words("Exif"), 0, ...exif];
  const frame = [0xff, 0xc0, 0, 11, 8, ...big(30, 2), ...big(40, 2), 1, 1, 17, 0];
  const app1 = [0xff, 0xe1, ...big(named.length + 2, 2), ...named];
  return new Blob([new Uint8Array([0xff, 0xd8, ...app1, ...frame])]);
}

describe("a hostile block", () => {
  test("that is cut off anywhere is read as far as it goes", async () => {
    for (let length = 0; length < PHONE.length; length++) {
      const { camera, orientation } = await pictureFacts(
        jpeg(PHONE.slice(0, length)),
        "image/jpeg",
      );
      expect([null, "", " ", "Acme ", "Acme Phone 7é"]).toContain(camera);
      expect([null, 6]).toContain(orientation);
    }
  });

  test("whose directories lie in each other or outside takes nothing else along", async () => {
    const looped: Field[] = [text(MAIN.make, "Acme"), [MAIN.orientation, SHORT, 1, big(8, 2)]];
    for (const at of [0, 8, 0xffff_ffff]) {
      const bytes = block([
        [MAIN.camera, LONG, 1, big(at)],
        [MAIN.place, LONG, 1, big(at)],
        ...looped,
      ]);
      const facts = await pictureFacts(jpeg(bytes), "image/jpeg");
      expect(facts).toMatchObject({ camera: "Acme ", orientation: 8, taken: null, fixed: null });
    }
  });

  test("of 65,535 fields and a name of four gigabytes is left soon", async () => {
    const field = [...big(MAIN.make, 2), ...big(ASCII, 2), ...big(0xffff_ffff), ...big(8)];
    const many = Array.from({ length: 5000 }, () => field).flat();
    const bytes = [0x4d, 0x4d, 0, 42, ...big(8), 0xff, 0xff, ...many];
    expect((await pictureFacts(jpeg(bytes), "image/jpeg")).camera?.trim()).toBe("");
  });
});
