import { signal, type ReadonlySignal } from "@preact/signals-core";

let visible: ReturnType<typeof signal<boolean>> | null = null;

/** Whether this page is in front: not behind another app, nor on a dark screen. */
export function inFront(): ReadonlySignal<boolean> {
  if (visible) return visible as ReadonlySignal<boolean>;
  const front = signal(document.visibilityState === "visible");
  const look = () => (front.value = document.visibilityState === "visible");
  document.addEventListener("visibilitychange", look);
  addEventListener("pageshow", look);
  // It is the last event before a phone stops the page: whatever is to be sent must be sent by
  // then.
  addEventListener("pagehide", () => (front.value = false));
  visible = front;
  return front;
}

/** Call back when a stopped page goes on, until the returned function is called. */
export function onResume(act: () => void): () => void {
  const onShow = (event: PageTransitionEvent) => event.persisted && act();
  document.addEventListener("resume", act);
  addEventListener("pageshow", onShow);
  return () => {
    document.removeEventListener("resume", act);
    removeEventListener("pageshow", onShow);
  };
}
