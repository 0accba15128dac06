import { signal } from "@preact/signals";
import { t } from "../../text";
import { Button } from "../Button";
import "./toast.css";

interface Notice {
  id: number;
  words: string;
  undo?: () => void;
}

const notices = signal<Notice[]>([]);
let last = 0;

const SHOWN = 5000;
const SHOWN_UNDO = 9000;

/** Say what happened; offer the way back where there is one. */
export function toast(words: string, undo?: () => void): void {
  const id = ++last;
  notices.value = [...notices.value.slice(-2), { id, words, ...(undo && { undo }) }];
  setTimeout(() => dismiss(id), undo ? SHOWN_UNDO : SHOWN);
}

function dismiss(id: number): void {
  notices.value = notices.value.filter((notice) => notice.id !== id);
}

/** Stands in the page from the start: screen readers only announce changes of what is there. */
export function Toasts() {
  return (
    <div class="toasts no-print" role="status" aria-live="polite">
      {notices.value.map((notice) => (
        <div key={notice.id} class="toast">
          <span>{notice.words}</span>
          {notice.undo && (
            <Button
              kind="quiet"
              size="small"
              onClick={() => {
                dismiss(notice.id);
                notice.undo?.();
              }}
            >
              {t().common.undo}
            </Button>
          )}
        </div>
      ))}
    </div>
  );
}
