import { signal } from "@preact/signals";
import { t } from "../../text";
import { Button } from "../Button";
import "./toast.css";

interface Notice {
  id: number;
  words: string;
  undo?: () => void;
  /** It stays until somebody has read and closed it. */
  stays?: boolean;
}

const notices = signal<Notice[]>([]);
let last = 0;

const SHOWN = 5000;
const SHOWN_UNDO = 9000;

/** Show what has happened, with an undo where there is one. */
export function toast(words: string, undo?: () => void): void {
  const id = ++last;
  notices.value = [...notices.value.slice(-2), { id, words, ...(undo && { undo }) }];
  setTimeout(() => dismiss(id), undo ? SHOWN_UNDO : SHOWN);
}

/** Show what somebody has to do something about. */
export function notice(words: string): void {
  notices.value = [...notices.value.slice(-2), { id: ++last, words, stays: true }];
}

/** Whether there is something to read, or to undo. */
export const isToastShown = () => notices.peek().length > 0;

function dismiss(id: number): void {
  notices.value = notices.value.filter((notice) => notice.id !== id);
}

/**
 * The place of toasts, in the page from the start: screen readers announce changes inside it only.
 */
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
          {notice.stays && (
            <Button kind="quiet" size="small" onClick={() => dismiss(notice.id)}>
              {t().common.close}
            </Button>
          )}
        </div>
      ))}
    </div>
  );
}
