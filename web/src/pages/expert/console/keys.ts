import { signal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";

const OFF = "smart-hands.keys-off";

/** Single keys can be switched off: dictation to the computer would press them. */
export const keysOff = signal(localStorage.getItem(OFF) !== null);

export function switchKeys(on: boolean): void {
  keysOff.value = !on;
  if (on) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, "1");
}

/** True when a key pressed there is text, or meant for an open dialog. */
export function isTyping(target: EventTarget | null): boolean {
  if (document.querySelector("dialog[open]")) return true;
  const element = target instanceof Element ? target : null;
  return Boolean(element?.closest("input, textarea, select, [contenteditable]"));
}

/** True for an element that Space presses already. */
function isControl(target: EventTarget | null): boolean {
  return target instanceof Element && Boolean(target.closest("button, a, summary"));
}

/** Functions by the key that is shown for them, such as "p" or "/". */
export type Keys = Record<string, () => void>;

/**
 * Calls a function by one key, anywhere on the page, unless somebody types. The listener captures
 * the key before the page's own, so that "/" leads to the chat in a call and to the search otherwise.
 */
export function useKeys(keys: Keys): void {
  const latest = useRef(keys);
  latest.current = keys;
  // A layout effect listens before the page is painted: every key that is seen can be pressed.
  useLayoutEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
      if (keysOff.peek() || isTyping(event.target)) return;
      const act = latest.current[event.key.toLowerCase()];
      if (!act) return;
      event.preventDefault();
      event.stopPropagation();
      act();
    };
    addEventListener("keydown", press, { capture: true });
    return () => removeEventListener("keydown", press, { capture: true });
  }, []);
}

/** `hold(true)` while Space is down, unless somebody types or Space presses a button. */
export function useSpace(hold: (down: boolean) => void): void {
  const latest = useRef(hold);
  latest.current = hold;
  useLayoutEffect(() => {
    let down = false;
    const set = (next: boolean) => {
      if (down === next) return;
      down = next;
      latest.current(next);
    };
    const press = (event: KeyboardEvent) => {
      if (event.code !== "Space" || event.ctrlKey || event.metaKey || event.altKey) return;
      if (keysOff.peek() || isTyping(event.target) || isControl(event.target)) return;
      event.preventDefault();
      set(true);
    };
    const release = (event: KeyboardEvent) => event.code === "Space" && set(false);
    const away = () => set(false);
    addEventListener("keydown", press);
    addEventListener("keyup", release);
    addEventListener("blur", away);
    return () => {
      removeEventListener("keydown", press);
      removeEventListener("keyup", release);
      removeEventListener("blur", away);
      away();
    };
  }, []);
}
