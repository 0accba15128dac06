/** A way to read bytes as text that is possible, with the first line in which it shows. */
export interface Reading {
  encoding: TextEncoding;
  text: string;
  sample: string;
}

// Languages are told apart by what spreadsheets of their countries write, the most common first.
export const ENCODINGS = {
  "windows-1252": "Windows-1252",
  macintosh: "Mac Roman",
  "windows-1250": "Windows-1250",
  "windows-1251": "Windows-1251",
  shift_jis: "Shift-JIS",
  gbk: "GBK",
  big5: "Big5",
  "euc-kr": "EUC-KR",
  "euc-jp": "EUC-JP",
  "windows-1253": "Windows-1253",
  "windows-1254": "Windows-1254",
  "windows-1255": "Windows-1255",
  "windows-1256": "Windows-1256",
  "koi8-r": "KOI8-R",
  ibm866: "IBM 866",
  "x-mac-cyrillic": "Mac Cyrillic",
} as const;
export type TextEncoding = keyof typeof ENCODINGS;

const MOST = 6;
const SAMPLE = 72;
const READ_FOR_RANKING = 20_000;

/** The possible readings of bytes that are not UTF-8, the likeliest first. */
export function readings(bytes: Uint8Array<ArrayBuffer>): Reading[] {
  const found: (Reading & { doubt: number })[] = [];
  for (const encoding of Object.keys(ENCODINGS) as TextEncoding[]) {
    const text = decoded(bytes, encoding);
    if (text === null || NO_LETTER.test(text) || found.some((other) => other.text === text))
      continue;
    found.push({ encoding, text, sample: sampleOf(text), doubt: doubtOf(text) });
  }
  return found
    .sort((one, other) => one.doubt - other.doubt)
    .slice(0, MOST)
    .map(({ encoding, text, sample }) => ({ encoding, text, sample }));
}

// What is unassigned, private, or a control character is no letter of an older encoding.
const NO_LETTER = /[\p{Cn}\p{Co}\p{Cs}]|[^\P{Cc}\t\n\r]/u;

/** The bytes as text, null where they aren't of this encoding. */
export function decoded(bytes: Uint8Array<ArrayBuffer>, encoding: string): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function sampleOf(text: string): string {
  const lines = text.split(/[\r\n]+/).map((line) => line.trim());
  const line = lines.find((each) => /[^\0-\x7f]/.test(each)) ?? "";
  const first = line.search(/[^\0-\x7f]/);
  const from = first > SAMPLE / 2 ? first - SAMPLE / 3 : 0;
  return (from ? "…" : "") + line.slice(from, from + SAMPLE);
}

const SCRIPTS = ["Latin", "Cyrillic", "Greek", "Hebrew", "Arabic", "Hangul"] as const;
// Japanese mixes three scripts in a word; half-width katakana is what other encodings look like.
const ONE_SCRIPT = new RegExp(
  `^(${[...SCRIPTS.map((script) => `\\p{Script=${script}}+`), "[々ーぁ-んァ-ヶ\\p{Script=Han}]+"].join("|")})$`,
  "u",
);
const CASED = /^(\p{Lu}?\p{Ll}+|\p{Lu}+|[^\p{Lu}\p{Ll}]+)$/u;

/**
 * How many words of a reading look like no word: scripts mixed, capitals inside, symbols in them,
 * or a Latin word of accents alone.
 */
function doubtOf(text: string): number {
  const words = text
    .slice(0, READ_FOR_RANKING)
    .match(/[\p{L}\p{M}]*[^\0-\x7f][\p{L}\p{M}\p{S}]*/gu);
  if (!words) return 0;
  return words.filter(isDoubtful).length / words.length;
}

function isDoubtful(word: string): boolean {
  if (!ONE_SCRIPT.test(word) || !CASED.test(word)) return true;
  const accented = word.match(/[^\0-\x7f]/g)?.length ?? 0;
  return /\p{Script=Latin}/u.test(word) && word.length > 2 && accented > word.length / 2;
}
