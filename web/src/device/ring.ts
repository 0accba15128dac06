import { inTime } from "./in-time";

let sound: AudioContext | null = null;
let armed = false;

/** Open the sound on the first touch, before which browsers let no page sound. */
export function armSound(): void {
  if (armed || typeof AudioContext === "undefined") return;
  armed = true;
  const open = () => {
    sound ??= new AudioContext();
    void sound.resume().catch(() => {});
  };
  for (const touch of ["pointerdown", "keydown"]) addEventListener(touch, open, { passive: true });
}

export interface RingNotice {
  title: string;
  body: string;
  /** Rings of the same tag replace each other. */
  tag: string;
  onOpen?: () => void;
}

/** Two tones a third apart, for as long as an old telephone rings. */
const TONES = [740, 932];
const TONE = 0.4;
const EVERY = 2400;
const SHAKE = [500, 200, 500];

/**
 * Ring by sound, vibration and, on a hidden page, a notification, until the returned function is
 * called.
 */
export function ring(call: RingNotice, loud = 0.5): () => void {
  const once = () => {
    sing(
      TONES.flatMap((tone) => [tone, tone]).map((tone, turn) => [tone, turn * 0.2]),
      0.2,
      loud,
    );
    shake(SHAKE);
  };
  once();
  const timer = setInterval(once, EVERY);
  const close = notify(call);
  return () => {
    clearInterval(timer);
    shake(0);
    close();
  };
}

/** Vibrate, but not before the first touch, for which browsers log a complaint. */
function shake(pattern: VibratePattern): void {
  if (navigator.userActivation?.hasBeenActive !== false) navigator.vibrate?.(pattern);
}

/** One short tone, as for a line of chat or a requested still. */
export function chime(): void {
  sing([[880, 0]], TONE, 0.2);
}

function sing(notes: [tone: number, after: number][], length: number, loud: number): void {
  if (sound?.state !== "running") return;
  for (const [tone, after] of notes) {
    const start = sound.currentTime + after;
    const source = new OscillatorNode(sound, { frequency: tone, type: "triangle" });
    const volume = new GainNode(sound, { gain: 0 });
    volume.gain.linearRampToValueAtTime(loud, start + 0.02);
    volume.gain.setValueAtTime(loud, start + length - 0.05);
    volume.gain.linearRampToValueAtTime(0, start + length);
    source.connect(volume).connect(sound.destination);
    source.start(start);
    source.stop(start + length);
  }
}

export function mayNotify(): boolean {
  return typeof Notification !== "undefined" && Notification.permission === "granted";
}

/**
 * Ask for notifications, from a press, as browsers demand. Resolves to whether somebody has
 * answered; `late` is called when that comes after all.
 */
export async function allowNotifying(late: () => void): Promise<boolean> {
  if (typeof Notification === "undefined") return false;
  try {
    await inTime(Notification.requestPermission(), undefined, late);
    return true;
  } catch {
    return false;
  }
}

function notify({ title, body, tag, onOpen }: RingNotice): () => void {
  if (!mayNotify() || document.visibilityState === "visible") return () => {};
  try {
    const note = new Notification(title, { body, tag, requireInteraction: true });
    note.onclick = () => {
      window.focus();
      note.close();
      onOpen?.();
    };
    return () => note.close();
  } catch {
    // Chrome on Android accepts notifications from a service worker alone.
    return () => {};
  }
}
