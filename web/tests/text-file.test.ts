import { describe, expect, it } from "vitest";
import { textOf } from "../src/device/text-file";

const LINES = "name;address\r\nMünchen 7;Leopoldstraße 12\r\nZürich Süd;Gasse 3\r\n";

function bytesOf(text: string, codes: Record<string, number>): Uint8Array<ArrayBuffer> {
  return Uint8Array.from([...text].map((char) => codes[char] ?? char.charCodeAt(0)));
}

/** The name of the likeliest encoding, and the text that a person would get by choosing it. */
async function likeliest(bytes: Uint8Array<ArrayBuffer>) {
  const read = await textOf(new Blob([bytes]));
  if (!("readings" in read)) throw new Error(`not asked: ${JSON.stringify(read)}`);
  for (const reading of read.readings) expect(reading.text).not.toContain("\ufffd");
  return read.readings[0];
}

describe("a text whose encoding is certain", () => {
  it.each([
    ["UTF-8", new TextEncoder().encode(LINES)],
    ["UTF-8 with a byte order mark", new TextEncoder().encode(`\ufeff${LINES}`)],
    ["UTF-16", wide(`\ufeff${LINES}`, true)],
    ["UTF-16, the big end first", wide(`\ufeff${LINES}`, false)],
    ["UTF-16 without a mark", wide(LINES, true)],
    ["UTF-16 without a mark, the big end first", wide(LINES, false)],
  ])("is read: %s", async (_, bytes) => {
    expect(await textOf(new Blob([bytes]))).toEqual({ text: LINES });
  });
});

function wide(text: string, little: boolean): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(text.length * 2));
  for (let at = 0; at < text.length; at++) view.setUint16(at * 2, text.charCodeAt(at), little);
  return new Uint8Array(view.buffer);
}

describe("a text in an older encoding", () => {
  it("is asked about, Windows-1252 first", async () => {
    const reading = await likeliest(bytesOf(LINES, {}));
    expect(reading).toEqual({
      encoding: "windows-1252",
      text: LINES,
      sample: "München 7;Leopoldstraße 12",
    });
  });

  it("is asked about, Mac Roman first", async () => {
    const reading = await likeliest(bytesOf(LINES, { ü: 0x9f, ß: 0xa7 }));
    expect([reading?.encoding, reading?.text]).toEqual(["macintosh", LINES]);
  });

  // What Python's codecs make of "Склад 4;Ленина 1", "上海机房,路1" and "東京第二,港区".
  it.each([
    ["windows-1251", "Склад 4;Ленина 1", "d1 ea eb e0 e4 20 34 3b cb e5 ed e8 ed e0 20 31"],
    ["gbk", "上海机房,路1", "c9 cf ba a3 bb fa b7 bf 2c c2 b7 31"],
    ["shift_jis", "東京第二,港区", "93 8c 8b 9e 91 e6 93 f1 2c 8d 60 8b e6"],
  ])("is asked about: %s", async (encoding, text, hex) => {
    const head = [...new TextEncoder().encode("name,address\r\n")];
    const bytes = Uint8Array.from([...head, ...hex.split(" ").map((byte) => parseInt(byte, 16))]);
    const read = await textOf(new Blob([bytes]));
    const all = "readings" in read ? read.readings : [];
    expect(all.find((reading) => reading.encoding === encoding)?.sample).toBe(text);
    expect(all[0]?.encoding).toBe(encoding);
  });
});

describe("a file that is no text", () => {
  it.each([
    ["empty", ""],
    ["workbook", "PK\x03\x04\x14\0\x06\0"],
    ["workbook", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0"],
    ["pdf", "%PDF-1.7\n%\xe2\xe3\xcf\xd3"],
    ["picture", "\x89PNG\r\n\x1a\n\0\0\0\rIHDR"],
    ["picture", "GIF89a\x01\0\x01\0"],
    ["binary", "\x7fELF\x02\x01\x01\0\0\0\xff\0"],
    ["large", "x".repeat(2_000_001)],
  ])("is told by what it is: %s", async (noText, content) => {
    expect(await textOf(new Blob([bytesOf(content, {})]))).toEqual({ noText });
  });

  it("is told as gone where the disk has it no more", async () => {
    const gone = { size: 3, arrayBuffer: () => Promise.reject(new DOMException("gone")) };
    expect(await textOf(gone as unknown as Blob)).toEqual({ noText: "gone" });
  });
});
