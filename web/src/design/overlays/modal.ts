import { useLayoutEffect, useRef } from "preact/hooks";
import { holdBusy } from "../../device/tabs";

/**
 * Props for a dialog that is open while its component is mounted. The focus then goes back to where
 * it came from; Escape calls `onClose`. Meanwhile no newer version of the pages takes over.
 */
export function useModal(onClose: () => void) {
  const ref = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const dialog = ref.current;
    const previous = document.activeElement as HTMLElement | null;
    const release = holdBusy();
    dialog?.showModal();
    return () => {
      release();
      dialog?.close();
      previous?.focus?.();
    };
  }, []);
  const onCancel = (event: Event) => {
    event.preventDefault();
    onClose();
  };
  return { ref, onCancel };
}
