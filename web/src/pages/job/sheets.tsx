import { useState } from "preact/hooks";
import { api } from "../../app/state";
import { Button } from "../../design/Button";
import { TextArea } from "../../design/forms/Field";
import { Sheet } from "../../design/overlays/Sheet";
import { fieldError, Trouble } from "../../design/status/States";
import { useAction } from "../../design/status/load";
import { keepOwn, readOwn } from "../../app/own";
import type { Evidence, Job, JobSummary } from "../../protocol/net/wire";
import { t } from "../../text";

/** A text that survives a reload and is forgotten once it was sent. */
export function useDraft(name: string, start = ""): [string, (text: string) => void, () => void] {
  const [text, set] = useState(() => readOwn(name) || start);
  const write = (next: string) => {
    set(next);
    keepOwn(name, next);
  };
  return [text, write, () => keepOwn(name, "")];
}

/** Characters that the server takes. */
const LONGEST_REASON = 2000;
const LONGEST_SUMMARY = 4000;

interface ReasonSheetProps {
  title: string;
  label: string;
  what?: string;
  action: string;
  danger?: boolean;
  draft: string;
  onClose: () => void;
  onSend: (reason: string) => Promise<void>;
}

/** An act that needs a reason asks one question and has one button. */
export function ReasonSheet(props: ReasonSheetProps) {
  const { title, label, what, action, danger, draft, onClose, onSend } = props;
  const [reason, setReason, forget] = useDraft(draft);
  const [missing, setMissing] = useState(false);
  const sending = useAction();
  const problem = fieldError(sending.problem, "reason");
  const send = async () => {
    if (!reason.trim()) return setMissing(true);
    if (await sending.run(() => onSend(reason.trim()))) {
      forget();
      onClose();
    }
  };
  return (
    <Sheet
      title={title}
      onClose={onClose}
      actions={
        <Button kind={danger ? "danger" : "primary"} size="big" busy={sending.busy} onClick={send}>
          {action}
        </Button>
      }
    >
      {what && <p>{what}</p>}
      <TextArea
        label={label}
        value={reason}
        maxLength={LONGEST_REASON}
        autoFocus
        error={missing && !reason.trim() ? t().common.required : problem}
        onValue={setReason}
      />
      <Trouble problem={sending.problem} />
    </Sheet>
  );
}

interface CompleteSheetProps {
  job: Job;
  title: string;
  note?: string | undefined;
  onClose: () => void;
  onSend: (summary: JobSummary) => Promise<void>;
}

export function CompleteSheet({ job, title, note, onClose, onSend }: CompleteSheetProps) {
  const words = t().technician;
  const [fault, setFault, forgetFault] = useDraft(`fault.${job.id}`, job.summary?.fault);
  const [work, setWork, forgetWork] = useDraft(`work.${job.id}`, job.summary?.work);
  const [missing, setMissing] = useState(false);
  const sending = useAction();
  const field = (name: string, value: string, onValue: (text: string) => void) => ({
    value,
    maxLength: LONGEST_SUMMARY,
    error: missing && !value.trim() ? t().common.required : fieldError(sending.problem, name),
    onValue,
  });
  const send = async () => {
    if (!fault.trim() || !work.trim()) return setMissing(true);
    const summary = { fault: fault.trim(), work: work.trim() };
    if (!(await sending.run(() => onSend(summary)))) return;
    forgetFault();
    forgetWork();
    onClose();
  };
  return (
    <Sheet
      title={title}
      onClose={onClose}
      actions={
        <Button kind="primary" size="big" icon="check" busy={sending.busy} onClick={send}>
          {words.finish}
        </Button>
      }
    >
      <p class="quiet">{words.finishWhat}</p>
      <TextArea label={words.fault} autoFocus {...field("fault", fault, setFault)} />
      <TextArea label={words.work} {...field("work", work, setWork)} />
      {note && <p class="quiet">{note}</p>}
      <Trouble problem={sending.problem} />
    </Sheet>
  );
}

interface WithdrawSheetProps {
  job: string;
  item: Evidence;
  onClose: () => void;
  onDone: () => Promise<void>;
}

export function WithdrawSheet({ job, item, onClose, onDone }: WithdrawSheetProps) {
  const words = t().job.viewer;
  return (
    <ReasonSheet
      title={words.withdrawTitle}
      what={words.withdrawWhat}
      label={words.withdrawReason}
      action={words.withdraw}
      danger
      draft={`withdraw.${item.id}`}
      onClose={onClose}
      onSend={async (reason) => {
        await api.withdraw(job, item.id, reason);
        await onDone();
      }}
    />
  );
}
