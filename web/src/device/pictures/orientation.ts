import { pictureType } from "../files";

/**
 * Chromium shows a WebP as its pixels lie, whatever its EXIF says; the server turns it. A preview is
 * turned here, so that the technician sees what everybody will see.
 * Sources: RFC 9649 (the chunks of a WebP); TIFF 6.0 and CIPA DC-008 (tag 274).
 */

const MOST_CHUNKS = 200;
const MOST_EXIF_BYTES = 65_536;
const ORIENTATION = 274;
/** A WebP of 2 by 1 pixels whose EXIF turns it by a quarter. */
const PROBE =
  "UklGRlAAAABXRUJQVlA4WAoAAAAIAAAAAQAAAAAAVlA4TA8AAAAvAQAAAAcQ/Y/+ByKi/wEARVhJRhoAAABNTQAqAAAACAABARIAAwAAAAEABgAAAAAAAA==";

/** The CSS transforms that show a picture of each EXIF orientation upright. */
const TRANSFORMS: Record<number, string> = {
  2: "scaleX(-1)",
  3: "rotate(180deg)",
  4: "scaleY(-1)",
  5: "rotate(90deg) scaleY(-1)",
  6: "rotate(90deg)",
  7: "rotate(-90deg) scaleY(-1)",
  8: "rotate(-90deg)",
};

/** The CSS transform for a picture that this browser leaves unturned; "" for any other. */
export async function missingTurn(picture: Blob): Promise<string> {
  if ((await pictureType(picture)) !== "image/webp" || (await turnsWebp())) return "";
  return TRANSFORMS[await webpOrientation(picture)] ?? "";
}

/** The EXIF orientation of a WebP, 1 where it says none that exists. */
export async function webpOrientation(picture: Blob): Promise<number> {
  let at = 12;
  for (let chunk = 0; chunk < MOST_CHUNKS && at + 8 <= picture.size; chunk++) {
    const head = await viewOf(picture, at, 8);
    if (head.byteLength < 8) return 1;
    const length = head.getUint32(4, true);
    if (head.getUint32(0) === 0x45_58_49_46) {
      return orientationIn(await viewOf(picture, at + 8, Math.min(length, MOST_EXIF_BYTES)));
    }
    at += 8 + length + (length % 2);
  }
  return 1;
}

async function viewOf(picture: Blob, at: number, length: number): Promise<DataView> {
  return new DataView(await picture.slice(at, at + length).arrayBuffer());
}

/** The orientation in an EXIF block, which may begin with "Exif" and two zeros as in a JPEG. */
function orientationIn(exif: DataView): number {
  const start = exif.byteLength >= 6 && exif.getUint32(0) === 0x45_78_69_66 ? 6 : 0;
  if (exif.byteLength < start + 8) return 1;
  const little = exif.getUint16(start) === 0x49_49;
  const directory = start + exif.getUint32(start + 4, little);
  if (directory + 2 > exif.byteLength) return 1;
  const count = exif.getUint16(directory, little);
  for (let field = 0; field < count; field++) {
    const at = directory + 2 + 12 * field;
    if (at + 12 > exif.byteLength) return 1;
    if (exif.getUint16(at, little) !== ORIENTATION) continue;
    const value = exif.getUint16(at + 8, little);
    return value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}

let answer: Promise<boolean> | undefined;

/** Whether this browser turns a WebP by itself, as it does a JPEG. */
function turnsWebp(): Promise<boolean> {
  answer ??= probe();
  return answer;
}

async function probe(): Promise<boolean> {
  const bytes = Uint8Array.from(atob(PROBE), (letter) => letter.charCodeAt(0));
  const address = URL.createObjectURL(new Blob([bytes], { type: "image/webp" }));
  const image = new Image();
  image.src = address;
  try {
    await image.decode();
    return image.naturalWidth === 1;
  } catch {
    return false;
  } finally {
    URL.revokeObjectURL(address);
  }
}
