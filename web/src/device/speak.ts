import { chime } from "./ring";

/** A voice that hasn't begun by then won't: phones without one don't say so. */
const PATIENCE = 1500;

/** Say it aloud where the device has a voice, else sound a short tone. */
export function sayAloud(words: string, language: string): void {
  const voice = globalThis.speechSynthesis as SpeechSynthesis | undefined;
  if (!voice || typeof SpeechSynthesisUtterance === "undefined") return chime();
  let settled = false;
  const instead = () => {
    if (settled) return;
    settled = true;
    clearTimeout(timer);
    voice.cancel();
    chime();
  };
  const timer = setTimeout(instead, PATIENCE);
  const said = new SpeechSynthesisUtterance(words);
  said.lang = language;
  said.onstart = () => {
    settled = true;
    clearTimeout(timer);
  };
  said.onerror = instead;
  voice.speak(said);
}
