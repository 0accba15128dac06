import { useState } from "preact/hooks";
import { me } from "../../../app/state";
import { Button } from "../../../design/Button";
import { CheckField, TextArea } from "../../../design/forms/Field";
import { Sheet } from "../../../design/overlays/Sheet";
import { keepDraft, readDraft } from "../../../device/drafts";
import type { Phase } from "../../../protocol/net/wire";
import { t } from "../../../text";
import { takeNote } from "./take";

interface NoteSheetProps {
  job: string;
  phase: Phase;
  onClose: () => void;
}

export function NoteSheet({ job, phase, onClose }: NoteSheetProps) {
  const words = t().technician;
  const draft = `note.${job}`;
  const [text, setText] = useState(() => readDraft(draft));
  const [internal, setInternal] = useState(false);
  const [missing, setMissing] = useState(false);
  const save = async () => {
    if (!text.trim()) return setMissing(true);
    await takeNote(job, phase, text.trim(), internal ? "internal" : "client");
    keepDraft(draft, "");
    onClose();
  };
  return (
    <Sheet
      title={`${words.noteTitle} · ${t().job.phases[phase]}`}
      onClose={onClose}
      actions={
        <Button kind="primary" size="big" onClick={save}>
          {words.noteSave}
        </Button>
      }
    >
      <TextArea
        label={words.noteLabel}
        hint={words.noteKept}
        error={missing && !text.trim() ? t().common.required : undefined}
        value={text}
        autoFocus
        rows={5}
        onValue={(value) => {
          setText(value);
          keepDraft(draft, value);
        }}
      />
      {me.value?.person.role !== "guest" && (
        <CheckField label={words.noteInternal} checked={internal} onChecked={setInternal} />
      )}
    </Sheet>
  );
}
