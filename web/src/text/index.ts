import { signal } from "@preact/signals";
import { fetched } from "../device/fetched";
import type { Language } from "../protocol/net/wire";
import { en, type Catalogue } from "./en";

export const language = signal<Language>("en");
const catalogue = signal<Catalogue>(en);

/** Every text that people read; components that call this redraw when the language changes. */
export function t(): Catalogue {
  return catalogue.value;
}

export function preferredLanguage(): Language {
  return navigator.language.toLowerCase().startsWith("de") ? "de" : "en";
}

let wanted: Language = "en";

/**
 * Change the language. Resolves early, with the page in English, when its texts take long to come.
 */
export async function speak(chosen: Language): Promise<void> {
  wanted = chosen;
  if (chosen === language.peek()) return;
  if (chosen === "en") return use("en", en);
  await new Promise<void>((go) => {
    void fetched(() => import("./de"), go).then(({ de }) => {
      if (wanted === chosen) use(chosen, de);
      go();
    });
  });
}

function use(chosen: Language, words: Catalogue): void {
  catalogue.value = words;
  language.value = chosen;
  document.documentElement.lang = chosen;
}
