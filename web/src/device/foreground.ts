import { signal, type ReadonlySignal } from "@preact/signals-core";

let front: ReturnType<typeof signal<boolean>> | null = null;

/** Whether this page is what she looks at: not behind another app, nor a dark screen. */
export function inFront(): ReadonlySignal<boolean> {
  if (front) return front as ReadonlySignal<boolean>;
  const made = signal(document.visibilityState === "visible");
  const look = () => (made.value = document.visibilityState === "visible");
  document.addEventListener("visibilitychange", look);
  addEventListener("pageshow", look);
  // Said last before a phone stops the page; what was meant to be told must be told by then.
  addEventListener("pagehide", () => (made.value = false));
  front = made;
  return made;
}

/** Call back when the page had been stopped and goes on: until the returned function is called. */
export function onResume(act: () => void): () => void {
  const shown = (event: PageTransitionEvent) => event.persisted && act();
  document.addEventListener("resume", act);
  addEventListener("pageshow", shown);
  return () => {
    document.removeEventListener("resume", act);
    removeEventListener("pageshow", shown);
  };
}
