/** A size in any unit; a picture's size is in pixels as the camera gives it. */
export interface Size {
  width: number;
  height: number;
}

export interface Point {
  x: number;
  y: number;
}

export type Fit = "contain" | "cover";

interface Box extends Size {
  left: number;
  top: number;
}

/** The box of the whole picture on the element; with `cover` it reaches beyond the edges. */
export function placed(element: Size, picture: Size, fit: Fit): Box {
  const across = element.width / picture.width;
  const down = element.height / picture.height;
  const scale = fit === "contain" ? Math.min(across, down) : Math.max(across, down);
  const width = picture.width * scale;
  const height = picture.height * scale;
  return { width, height, left: (element.width - width) / 2, top: (element.height - height) / 2 };
}

/**
 * The part of the picture that must stay in view when it fills the element; else it is shown whole.
 */
const LEFT = 0.7;

/**
 * Fill the element where little of the picture is lost, and show the picture whole where much would
 * be.
 */
export function fitFor(element: Size, picture: Size): Fit {
  if (!hasSizes(element, picture)) return "cover";
  const whole = placed(element, picture, "cover");
  const share = (element.width * element.height) / (whole.width * whole.height);
  return share >= LEFT ? "cover" : "contain";
}

function hasSizes(element: Size, picture: Size): boolean {
  return element.width > 0 && element.height > 0 && picture.width > 0 && picture.height > 0;
}

/** Convert a point on the element to parts of the picture, 0 to 1; null beside the picture. */
export function toPicture(at: Point, element: Size, picture: Size, fit: Fit): Point | null {
  if (!hasSizes(element, picture)) return null;
  const box = placed(element, picture, fit);
  const x = (at.x - box.left) / box.width;
  const y = (at.y - box.top) / box.height;
  return x >= 0 && x <= 1 && y >= 0 && y <= 1 ? { x, y } : null;
}

/** Convert parts of the picture to a point on the element; null while there is no picture. */
export function toElement(at: Point, element: Size, picture: Size, fit: Fit): Point | null {
  if (!hasSizes(element, picture)) return null;
  const box = placed(element, picture, fit);
  return { x: box.left + at.x * box.width, y: box.top + at.y * box.height };
}
