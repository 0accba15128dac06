import { chime } from "./ring";

/** A voice that has not begun by then will not: phones without one report no error. */
const PATIENCE = 1500;

/** Say the words aloud where the device has a voice, else sound a short tone. */
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
  const utterance = new SpeechSynthesisUtterance(words);
  utterance.lang = language;
  utterance.onstart = () => {
    settled = true;
    clearTimeout(timer);
  };
  utterance.onerror = instead;
  voice.speak(utterance);
}
