import { signal } from "@preact/signals";
import { keep, readKept } from "../../device/kept";

/** How pages are drawn for a thumb in a glove, and for a screen in the sun. */
export type Mode = "glove" | "glare";

export const MODES: readonly Mode[] = ["glove", "glare"];

/** The script in index.html reads them too, before the first paint. */
const keyOf = (mode: Mode) => `smart-hands.${mode}`;

/**
 * The modes of this device, whoever is signed in: the glove and the sun are where the phone is.
 */
const chosen = {
  glove: signal(readKept(keyOf("glove")) !== ""),
  glare: signal(readKept(keyOf("glare")) !== ""),
};

export const isOn = (mode: Mode): boolean => chosen[mode].value;

/** Only a technician's pages have the switches, so that the modes are drawn at once. */
export function switchMode(mode: Mode): void {
  const on = !chosen[mode].peek();
  chosen[mode].value = on;
  keep(keyOf(mode), on ? "on" : "");
  drawModes(true);
}

/**
 * Draw the pages in the modes that are on. The pages of a desk are laid out for a mouse and have no
 * switches, so that they are in none.
 */
export function drawModes(onSite: boolean): void {
  for (const mode of MODES)
    document.documentElement.toggleAttribute(`data-${mode}`, onSite && chosen[mode].peek());
  // Safari shows a press only on pages that listen for touches.
  if (onSite) addEventListener("touchstart", listen, { passive: true });
}

const listen = () => {};
