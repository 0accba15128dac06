import { expect, test } from "vitest";
import { lookAt, type RefusedFile } from "../src/device/refused-files";
import { technician as german } from "../src/text/de/technician";
import { technician as english } from "../src/text/en/technician";

const file = (...parts: (string | Uint8Array<ArrayBuffer>)[]) =>
  new Blob(
    parts.map((part) =>
      typeof part === "string" ? Uint8Array.from(part, (letter) => letter.charCodeAt(0)) : part,
    ),
  );

/** A TIFF whose first directory has these tags, in the given order of bytes. */
function tiff(tags: number[], little = true): Blob {
  const view = new DataView(new ArrayBuffer(10 + 12 * tags.length));
  view.setUint16(0, little ? 0x4949 : 0x4d4d);
  view.setUint16(2, 42, little);
  view.setUint32(4, 8, little);
  view.setUint16(8, tags.length, little);
  tags.forEach((tag, turn) => view.setUint16(10 + 12 * turn, tag, little));
  return new Blob([view.buffer]);
}

const box = (major: string, ...brands: string[]) =>
  file(`\0\0\0${String.fromCharCode(16 + 4 * brands.length)}ftyp${major}\0\0\0\0`, ...brands);
const gone = () => {
  const blob = file("\xff\xd8\xff");
  blob.slice = () => {
    const part = new Blob();
    part.arrayBuffer = () => Promise.reject(new DOMException("gone", "NotReadableError"));
    return part;
  };
  return blob;
};

const FILES: [RefusedFile, string, Blob][] = [
  ["empty", "IMG_1.jpg", file()],
  ["unreadable", "IMG_2.jpg", gone()],
  ["gif", "a.gif", file("GIF89a\0")],
  ["tiff", "scan.tif", tiff([256, 257])],
  ["tiff", "scan.jpg", tiff([256, 257], false)],
  ["raw", "IMG.dng", tiff([256, 0xc612])],
  ["raw", "IMG.jpg", tiff([256, 0xc612], false)],
  ["raw", "DSC_1.NEF", tiff([254])],
  ["raw", "IMG.cr3", box("crx ", "isom")],
  ["burst", "burst.heics", box("hevc", "msf1")],
  ["burst", "moving.avif", box("avis", "msf1")],
  ["film", "MVI.mov", box("qt  ")],
  ["film", "a.mp4", box("isom", "mp42")],
  ["film", "a.webm", file("\x1aE\xdf\xa3")],
  ["other", "a.pdf", file("%PDF-1.7")],
  ["other", "cut.tif", file("II")],
  ["other", "a.txt", file("hello")],
];

test.each(FILES)("%s is what %s is called", async (kind, name, blob) => {
  expect(await lookAt(blob, name)).toEqual({ refused: kind });
});

test("a TIFF that is cut anywhere is no more than a TIFF", async () => {
  const whole = new Uint8Array(await tiff([256, 257, 258]).arrayBuffer());
  for (let end = 4; end < whole.length; end++)
    expect(await lookAt(new Blob([whole.slice(0, end)]), "a.tif")).toEqual({ refused: "tiff" });
});

test("what is taken has its type", async () => {
  expect(await lookAt(file("\xff\xd8\xff\xe0"))).toEqual({ media_type: "image/jpeg" });
  expect(await lookAt(box("heic", "mif1"))).toEqual({ media_type: "image/heic" });
  expect(await lookAt(box("mif1", "avif"), "called.heic")).toEqual({ media_type: "image/avif" });
});

test("each kind has one word of its own in both languages, which names the file", () => {
  for (const { notTaken } of [english, german]) {
    const words = Object.values(notTaken).map((say) => say("IMG_7.jpg"));
    expect(new Set(words).size).toBe(8);
    expect(words.filter((each) => !each.startsWith("IMG_7.jpg "))).toEqual([]);
  }
});
