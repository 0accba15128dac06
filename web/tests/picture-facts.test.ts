import { describe, expect, test } from "vitest";
import { inOrderTaken } from "../src/device/pictures/burst";
import { pictureFacts } from "../src/device/pictures/facts";
import type { MediaType } from "../src/protocol/net/wire";

const letters = (text: string): number[] => [...text].map((letter) => letter.charCodeAt(0));
const big = (value: number, bytes = 4): number[] =>
  Array.from({ length: bytes }, (_, turn) => (value / 256 ** (bytes - 1 - turn)) & 255);
const small = (value: number, bytes = 4): number[] => big(value, bytes).reverse();
const blob = (bytes: number[]): Blob => new Blob([new Uint8Array(bytes)]);

const text = (tag: number, words: string, at: number): number[] => [
  ...[...big(tag, 2), ...big(2, 2), ...big(words.length + 1)],
  ...(words.length < 4 ? [...letters(words), 0, 0, 0, 0].slice(0, 4) : big(at)),
];

/** An EXIF block with the time of capture, its part of the second, and its offset from UTC. */
function exif(taken: string, fraction = "", offset = ""): number[] {
  const link = [...big(0x8769, 2), ...big(4, 2), ...big(1), ...big(26)];
  const fields = [
    text(0x9003, taken, 100),
    ...(fraction ? [text(0x9291, fraction, 140)] : []),
    ...(offset ? [text(0x9011, offset, 160)] : []),
  ];
  const block = [...letters("MM"), ...big(42, 2), ...big(8), ...big(1, 2), ...link, ...big(0)];
  block.push(...big(fields.length, 2), ...fields.flat());
  for (const [at, words] of [
    [100, taken],
    [140, fraction],
    [160, offset],
  ] as const) {
    while (block.length < at) block.push(0);
    block.push(...letters(words), 0);
  }
  return block;
}

function jpeg(width: number, height: number, marker = 0xc0, block: number[] = []): Blob {
  const named = [...letters("Exif\0\0"), ...block];
  const app1 = block.length > 0 ? [0xff, 0xe1, ...big(named.length + 2, 2), ...named] : [];
  const frame = [0xff, 0xff, marker, 0, 11, 8, ...big(height, 2), ...big(width, 2), 1, 1, 17, 0];
  return blob([0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 1, ...app1, ...frame, 0xff, 0xda, 0, 2]);
}

const chunk = (name: string, data: number[]): number[] => [
  ...[...big(data.length), ...letters(name), ...data, 0, 0, 0, 0],
];
const png = (width: number, height: number, block: number[] = []): Blob =>
  blob([
    ...letters("\x89PNG\r\n\x1a\n"),
    ...chunk("IHDR", [...big(width), ...big(height), 8, 2, 0, 0, 0]),
    ...(block.length > 0 ? chunk("eXIf", block) : []),
    ...chunk("IDAT", [1, 2, 3]),
  ]);

const piece = (name: string, data: number[]): number[] => [
  ...[...letters(name), ...small(data.length), ...data, ...(data.length % 2 ? [0] : [])],
];
const webp = (...pieces: number[][]): Blob =>
  blob([...letters("RIFF"), 0, 0, 0, 0, ...letters("WEBP"), ...pieces.flat()]);

const box = (kind: string, ...parts: number[][]): number[] => {
  const data = parts.flat();
  return [...big(data.length + 8), ...letters(kind), ...data];
};
const full = (version = 0): number[] => [version, 0, 0, 0];

/** A HEIC whose tiles have the size `tile`, and which is as large as `size`. */
function heic(tile: [number, number], size: [number, number], block: number[] = []): Blob {
  const ispe = ([width, height]: [number, number]) => box("ispe", full(), big(width), big(height));
  const meta = (at: number) =>
    box(
      "meta",
      full(),
      box("pitm", full(), big(1, 2)),
      box(
        "iinf",
        [...full(), ...big(2, 2)],
        box("infe", full(2), big(1, 2), big(0, 2), letters("grid"), [0]),
        box("infe", full(2), big(2, 2), big(0, 2), letters("Exif"), [0]),
      ),
      box(
        "iloc",
        [...full(1), 0x44, 0, ...big(2, 2)],
        [...big(1, 2), ...big(1, 2), ...big(0, 2), ...big(1, 2), ...big(0), ...big(8)],
        [
          ...big(2, 2),
          ...big(0, 2),
          ...big(0, 2),
          ...big(1, 2),
          ...big(at),
          ...big(block.length + 4),
        ],
      ),
      box("iprp", box("ipco", ispe(tile), box("hvcC", [1, 2]), ispe(size))),
    );
  const start = [...box("ftyp", letters("heic"), big(0), letters("mif1")), ...meta(0)];
  const data = box("mdat", big(0), block);
  return blob([
    ...box("ftyp", letters("heic"), big(0), letters("mif1")),
    ...meta(start.length + 8),
    ...data,
  ]);
}

describe("the size of a picture is read before it is sent", () => {
  const CASES: [string, MediaType, Blob, number, number][] = [
    ["JPEG", "image/jpeg", jpeg(16_320, 12_240), 199.7568, 250],
    ["progressive JPEG", "image/jpeg", jpeg(10_000, 9_000, 0xc2), 90, 80],
    ["PNG", "image/png", png(12_000, 8_000), 96, 80],
    [
      "WebP",
      "image/webp",
      webp(piece("VP8X", [0, 0, 0, 0, ...small(9_999, 3), ...small(6_999, 3)])),
      70,
      60,
    ],
    [
      "lossy WebP",
      "image/webp",
      webp(piece("VP8 ", [0, 0, 0, 157, 1, 42, ...small(4_000, 2), ...small(3_000, 2)])),
      12,
      60,
    ],
    [
      "lossless WebP",
      "image/webp",
      webp(piece("VP8L", [47, ...small(3_999 + 2_999 * 16_384), 0, 0, 0, 0, 0])),
      12,
      60,
    ],
    ["HEIC in tiles", "image/heic", heic([512, 512], [20_000, 15_000]), 300, 250],
    ["HEIF", "image/heif", heic([320, 240], [4_000, 3_000]), 12, 250],
    ["AVIF", "image/avif", heic([320, 240], [12_000, 8_000]), 96, 80],
  ];
  test.each(CASES)("%s", async (_, type, file, megapixels, most) => {
    expect(await pictureFacts(file, type)).toMatchObject({ megapixels, most, taken: null });
  });

  test("and one that is cut off anywhere says at most less", async () => {
    for (const [, type, file] of CASES) {
      const bytes = [...new Uint8Array(await file.arrayBuffer())];
      for (let length = 0; length < bytes.length; length += 3) {
        const { megapixels } = await pictureFacts(blob(bytes.slice(0, length)), type);
        expect(megapixels).toBeGreaterThanOrEqual(0);
      }
    }
  });
});

describe("the time of capture is read with its part of the second", () => {
  const block = exif("2026:03:01 10:20:30", "250", "+02:00");
  const shown = Date.UTC(2026, 2, 1, 10, 20, 30, 250);
  const FILES: [MediaType, Blob][] = [
    ["image/jpeg", jpeg(40, 30, 0xc0, block)],
    ["image/png", png(40, 30, block)],
    ["image/webp", webp(piece("VP8 ", [0]), piece("EXIF", block))],
    ["image/heic", heic([40, 30], [40, 30], block)],
  ];
  test.each(FILES)("%s", async (type, file) => {
    expect((await pictureFacts(file, type)).taken).toEqual({ shown, ahead: 7_200_000 });
  });

  test("and no offset or no calendar is said to be none", async () => {
    const taken = async (...words: [string, string?, string?]) =>
      (await pictureFacts(jpeg(4, 3, 0xc0, exif(...words)), "image/jpeg")).taken;
    expect(await taken("2026:03:01 10:20:30", "5")).toEqual({ shown: shown + 250, ahead: null });
    expect(await taken("2026:03:01 10:20:30", "x", "+25:00")).toEqual({
      shown: shown - 250,
      ahead: null,
    });
    expect(await taken("    :  :     :  :  ")).toBeNull();
    expect(await taken("0000:00:00 00:00:00")).toBeNull();
  });
});

describe("chosen pictures are in the order in which they were taken", () => {
  const at = (name: string, shown: number | null, ahead: number | null = 0) => ({
    name,
    taken: shown === null ? null : { shown, ahead },
  });
  const order = (...pictures: ReturnType<typeof at>[]) =>
    inOrderTaken(pictures)
      .map(({ name }) => name)
      .join("");

  test("within a second too, whatever the gallery hands over first", () => {
    expect(order(at("c", 1000.75), at("b", 1000.5), at("a", 1000.25))).toBe("abc");
  });

  test("those that name no time, and those of the same moment, stay as they were chosen", () => {
    expect(order(at("c", 3), at("x", null), at("a", 1), at("y", null), at("b", 2))).toBe("axbyc");
    expect(order(at("b", 1), at("a", 1))).toBe("ba");
  });

  test("by UTC where every camera names its offset, else by the clocks as they show", () => {
    const hour = 3_600_000;
    expect(order(at("b", 2 * hour, 0), at("a", 2.5 * hour, hour))).toBe("ab");
    expect(order(at("b", 2 * hour, null), at("a", 2.5 * hour, hour))).toBe("ba");
  });
});
