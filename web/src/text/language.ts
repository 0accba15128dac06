import { computed, signal } from "@preact/signals";
import { fetched } from "../device/fetched";
import type { Language } from "../protocol/net/wire";

/** The language in which people read the pages. */
export const language = signal<Language>("en");

/** The German of a catalogue on its way. */
interface Coming {
  here: Promise<void>;
  /** Resolves when it takes long; it still comes then. */
  late: Promise<void>;
}

/** Fetches the German of all catalogues whose code is here, each once. */
const fetches: (() => Coming)[] = [];

/**
 * A catalogue of words: English comes with the code that shows it, German when it is spoken.
 * Components that call the returned function redraw when the language changes.
 */
export function catalogue<Words>(
  english: Words,
  fetchGerman: () => Promise<NoInfer<Words>>,
): () => Words {
  const german = signal<Words | null>(null);
  let coming: Coming | null = null;
  fetches.push(() => (coming ??= begin()));
  const begin = (): Coming => {
    let isLate = () => {};
    const late = new Promise<void>((go) => (isLate = go));
    const here = fetched(fetchGerman, () => isLate()).then((words) => {
      german.value = words;
    });
    return { here, late };
  };
  return () => (language.value === "de" && german.value) || english;
}

/** The words of two catalogues in one. */
export function joined<One extends object, Other extends object>(
  one: () => One,
  other: () => Other,
): () => One & Other {
  const both = computed(() => ({ ...one(), ...other() }));
  return () => both.value;
}

export function preferredLanguage(): Language {
  return navigator.language.toLowerCase().startsWith("de") ? "de" : "en";
}

let wanted: Language = "en";

/**
 * Change the language. Resolves early, with the page in English, when its words take long to come.
 */
export async function speak(chosen: Language): Promise<void> {
  wanted = chosen;
  if (chosen === language.peek()) return;
  if (chosen === "en") return use(chosen);
  await germanHere(() => {
    if (wanted === chosen) use(chosen);
  });
}

/**
 * Resolves when the words of code that has just come are here in the page's language. Resolves
 * early, with these words in English, when they take long to come.
 */
export async function translated(): Promise<void> {
  if (wanted === "de") await germanHere(() => {});
}

function use(chosen: Language): void {
  language.value = chosen;
  document.documentElement.lang = chosen;
}

async function germanHere(here: () => void): Promise<void> {
  const all = fetches.map((fetch) => fetch());
  const whole = Promise.all(all.map((coming) => coming.here)).then(here);
  await Promise.race([whole, ...all.map((coming) => coming.late)]);
}
