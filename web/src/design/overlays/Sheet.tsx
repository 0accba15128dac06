import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { t } from "../../text";
import { Button } from "../Button";
import { useModal } from "./modal";
import "./sheet.css";

interface SheetProps {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
  /** Buttons that stay at the bottom, within the thumb's reach. */
  actions?: ComponentChildren;
  wide?: boolean;
  /** Whether nothing in it takes the focus: its body does then, so that keys scroll it. */
  reading?: boolean;
}

/**
 * A dialog, from the bottom on a phone and at the side on a desk. It keeps the focus while open. A
 * press beside it does nothing: gloves slip, and the typed text would be lost.
 */
export function Sheet({ title, onClose, children, actions, wide, reading }: SheetProps) {
  const modal = useModal(onClose);
  const id = useId();
  const body = reading ? { tabIndex: 0, role: "region" as const, "aria-labelledby": id } : {};
  return (
    <dialog {...modal} class={wide ? "sheet sheet-wide" : "sheet"} aria-labelledby={id}>
      <div class="sheet-inside">
        <header class="sheet-head">
          <h2 id={id}>{title}</h2>
          <Button kind="quiet" icon="close" iconOnly onClick={onClose}>
            {t().common.close}
          </Button>
        </header>
        <div class="sheet-body" {...body}>
          {children}
        </div>
        {actions && <footer class="sheet-actions">{actions}</footer>}
      </div>
    </dialog>
  );
}
