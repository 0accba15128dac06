import type { MediaType } from "../protocol/net/wire";

/**
 * The media type of a picture by its first bytes, null for one that is not accepted: names and
 * declared types lie, above all for HEIC. The server checks again by the same rules.
 */
export async function pictureType(file: Blob): Promise<MediaType | null> {
  const bytes = new Uint8Array(await file.slice(0, 64).arrayBuffer());
  const text = String.fromCharCode(...bytes);
  if (text.startsWith("\xff\xd8\xff")) return "image/jpeg";
  if (text.startsWith("\x89PNG\r\n\x1a\n")) return "image/png";
  if (text.startsWith("RIFF") && text.slice(8, 15) === "WEBPVP8") return "image/webp";
  return text.slice(4, 8) === "ftyp" ? heifType(text) : null;
}

const HEIC = /^hei[cxms]$/;
const AVIF = "avif";
const STILL = /^(mif[12]|miaf)$/;
const SEQUENCE_OF_STILLS = /^(msf1|hev[cxms]|avis)$/;

/**
 * The major brand decides; a generic one leaves the type to the compatible brands (ISO 23008-12).
 */
function heifType(text: string): MediaType | null {
  const length = Math.min(text.length, text.charCodeAt(2) * 256 + text.charCodeAt(3));
  const brands = [text.slice(8, 12)];
  for (let at = 16; at + 4 <= length; at += 4) brands.push(text.slice(at, at + 4));
  const major = brands[0] ?? "";
  const patterns = [HEIC, STILL, SEQUENCE_OF_STILLS];
  if (major !== AVIF && !patterns.some((pattern) => pattern.test(major))) return null;
  for (const brand of brands) {
    if (HEIC.test(brand)) return "image/heic";
    if (brand === AVIF) return "image/avif";
  }
  return brands.some((brand) => STILL.test(brand)) ? "image/heif" : null;
}
