import type { ComponentChildren } from "preact";
import { t } from "../../text";
import { Button } from "../Button";
import { Sheet } from "../overlays/Sheet";
import { Trouble } from "../status/States";
import type { Action } from "../status/load";

interface FormSheetProps {
  title: string;
  saving: Action;
  onSave: () => void;
  onClose: () => void;
  children: ComponentChildren;
  /** The words on the one button; without them it says "Save". */
  action?: string;
  /** False while something needed is missing. */
  ready?: boolean;
  big?: boolean;
  wide?: boolean;
}

/** A sheet with fields, one button, and room for a problem. */
export function FormSheet(props: FormSheetProps) {
  const { title, saving, onSave, onClose, children, action, ready = true, big, wide } = props;
  return (
    <Sheet
      title={title}
      onClose={onClose}
      {...(wide && { wide })}
      actions={
        <Button
          kind="primary"
          size={big ? "big" : "normal"}
          busy={saving.busy}
          disabled={!ready}
          onClick={onSave}
        >
          {action ?? t().common.save}
        </Button>
      }
    >
      {children}
      <Trouble problem={saving.problem} />
    </Sheet>
  );
}
