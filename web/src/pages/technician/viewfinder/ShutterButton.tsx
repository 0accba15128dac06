import { useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../../../text";
import type { Shutter } from "./shutter";

interface ShutterProps {
  shutter: Shutter;
  ready: boolean;
  /** A press waits until there is memory for one more frame. */
  waits: boolean;
}

/** The shutter takes its picture as the finger comes down, and a burst while it stays. */
export function ShutterButton({ shutter, ready, waits }: ShutterProps) {
  const button = useRef<HTMLButtonElement>(null);
  // It comes back when a camera does that was refused before.
  useLayoutEffect(() => button.current?.focus(), []);
  const press = (event: PointerEvent & { currentTarget: HTMLButtonElement }) => {
    if (!ready || event.button !== 0) return;
    // The finger may slide off before it is lifted.
    event.currentTarget.setPointerCapture(event.pointerId);
    shutter.press();
  };
  const click = ({ detail }: MouseEvent) => {
    // A screen reader presses without a finger, and keys are followed by themselves.
    if (!ready || detail !== 0) return;
    shutter.press();
    shutter.release();
  };
  return (
    <button
      ref={button}
      type="button"
      class={waits ? "viewfinder-shutter viewfinder-shutter-waits" : "viewfinder-shutter"}
      aria-disabled={!ready}
      autoFocus
      onPointerDown={press}
      onPointerUp={shutter.release}
      onPointerCancel={shutter.release}
      onLostPointerCapture={shutter.release}
      onContextMenu={(event) => event.preventDefault()}
      onClick={click}
    >
      <span class="unseen">{t().technician.viewfinder.take}</span>
    </button>
  );
}

/** Volume keys come from phones and from shutters on a cable. */
const KEYS = ["AudioVolumeUp", "AudioVolumeDown", "Enter", " "];

/** Whether the key is the shutter's, and not that of the control which has the focus. */
function isShutterKey({ key, target }: KeyboardEvent): boolean {
  if (!KEYS.includes(key)) return false;
  const control = (target as Element).closest("button, input, a");
  return key.startsWith("Audio") || !control || control.matches(".viewfinder-shutter");
}

/** Props of the dialog, by which keys press the shutter. */
export function shutterKeys(shutter: Shutter, ready: boolean) {
  const onKeyDown = (event: KeyboardEvent) => {
    if (!isShutterKey(event)) return;
    event.preventDefault();
    if (ready && !event.repeat) shutter.press();
  };
  const onKeyUp = (event: KeyboardEvent) => {
    if (!isShutterKey(event)) return;
    // Firefox clicks a button as the key comes up.
    event.preventDefault();
    shutter.release();
  };
  return { onKeyDown, onKeyUp };
}
