import { signal } from "@preact/signals-core";

/** The part of https://www.w3.org/TR/compute-pressure/ that is used; Chromium has it on desks. */
interface PressureObserver {
  observe(source: "cpu", options: { sampleInterval: number }): Promise<void>;
  disconnect(): void;
}

interface PressureRecord {
  readonly state: "nominal" | "fair" | "serious" | "critical";
}

type NewObserver = new (told: (records: PressureRecord[]) => void) => PressureObserver;

/** Whether the system says that its processor can't go on like this for long. */
export const pressed = signal(false);

const EVERY = 2000;

/** Follow the processor's pressure until the returned function is called. */
export function watchPressure(): () => void {
  const { PressureObserver } = globalThis as { PressureObserver?: NewObserver };
  if (!PressureObserver) return () => {};
  const observer = begun(PressureObserver);
  return () => {
    observer?.disconnect();
    pressed.value = false;
  };
}

function begun(PressureObserver: NewObserver): PressureObserver | null {
  try {
    const observer = new PressureObserver((records) => {
      const state = records.at(-1)?.state;
      pressed.value = state === "serious" || state === "critical";
    });
    observer.observe("cpu", { sampleInterval: EVERY }).catch(() => {});
    return observer;
  } catch {
    // A page's policy may forbid it.
    return null;
  }
}
