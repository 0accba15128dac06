import { expect, test } from "vitest";
import { webpOrientation } from "../src/device/pictures/orientation";

function chunk(kind: string, data: number[]): number[] {
  const length = [data.length & 255, (data.length >> 8) & 255, 0, 0];
  const padding = data.length % 2 ? [0] : [];
  return [...letters(kind), ...length, ...data, ...padding];
}

const letters = (text: string): number[] => [...text].map((letter) => letter.charCodeAt(0));

function tiff(orientation: number, little: boolean, tag = 274): number[] {
  const short = (value: number) => (little ? [value & 255, value >> 8] : [value >> 8, value & 255]);
  const long = (value: number) => (little ? [value, 0, 0, 0] : [0, 0, 0, value]);
  const field = [...short(tag), ...short(3), ...long(1), ...short(orientation), 0, 0];
  return [...letters(little ? "II" : "MM"), ...short(42), ...long(8), ...short(1), ...field];
}

function webp(...chunks: number[][]): Blob {
  const body = chunks.flat();
  return new Blob([new Uint8Array([...letters("RIFF"), 0, 0, 0, 0, ...letters("WEBP"), ...body])]);
}

const PIXELS = chunk("VP8 ", [1, 2, 3]);

test.each([1, 2, 3, 4, 5, 6, 7, 8])("orientation %i is read in both byte orders", async (value) => {
  for (const little of [true, false]) {
    expect(await webpOrientation(webp(PIXELS, chunk("EXIF", tiff(value, little))))).toBe(value);
    const named = [...letters("Exif"), 0, 0, ...tiff(value, little)];
    expect(await webpOrientation(webp(PIXELS, chunk("EXIF", named)))).toBe(value);
  }
});

test("a WebP that says nothing, or nothing that makes sense, is not turned", async () => {
  const block = tiff(6, true);
  const cases = [
    webp(PIXELS),
    webp(PIXELS, chunk("EXIF", [])),
    webp(PIXELS, chunk("EXIF", tiff(9, true))),
    webp(PIXELS, chunk("EXIF", tiff(0, false))),
    webp(PIXELS, chunk("EXIF", tiff(6, true, 271))),
    new Blob([]),
    new Blob([new Uint8Array(40).fill(255)]),
  ];
  for (const each of cases) expect(await webpOrientation(each)).toBe(1);
  for (let length = 0; length < block.length - 4; length++) {
    expect(await webpOrientation(webp(chunk("EXIF", block.slice(0, length))))).toBe(1);
  }
});
