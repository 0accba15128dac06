import { signal } from "@preact/signals";
import type { Language } from "../protocol/wire";
import { en, type Catalogue } from "./en";

export const language = signal<Language>("en");
const catalogue = signal<Catalogue>(en);

/** Every string that people read; components that call this redraw when the language changes. */
export function t(): Catalogue {
  return catalogue.value;
}

export function preferredLanguage(): Language {
  return navigator.language.toLowerCase().startsWith("de") ? "de" : "en";
}

export async function speak(wanted: Language): Promise<void> {
  if (wanted === language.peek()) return;
  catalogue.value = wanted === "de" ? (await import("./de")).de : en;
  language.value = wanted;
  document.documentElement.lang = wanted;
}
