import { pictureType } from "../files";
import { webpHead } from "./chunks";
import { orientationIn } from "./exif";

/**
 * Chromium shows a WebP as its pixels lie, whatever its EXIF says; the server turns it. A preview is
 * turned here, so that the technician sees what everybody will see.
 */

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
  const { exif } = await webpHead(picture);
  return exif ? orientationIn(exif) : 1;
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
