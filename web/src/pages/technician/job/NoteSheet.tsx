import { useRef, useState } from "preact/hooks";
import { me } from "../../../app/state";
import { Button } from "../../../design/Button";
import { CheckField, TextArea } from "../../../design/forms/Field";
import { Sheet } from "../../../design/overlays/Sheet";
import { keepOwn, readOwn } from "../../../app/own";
import type { Phase } from "../../../protocol/net/wire";
import { t } from "../../../text";
import { PhotoInput } from "./photo/PhotoInput";
import { takeNote } from "./take";

interface NoteSheetProps {
  job: string;
  phase: Phase;
  /** Whether a file may be attached, of which some are pictures. */
  files: boolean;
  onClose: () => void;
}

/** The note that she writes: its words and for whom they are outlive a reload, as hers alone. */
function useNoteDraft(job: string) {
  const [words, audience] = [`note.${job}`, `note-audience.${job}`];
  const [text, setText] = useState(() => readOwn(words));
  const [internal, setInternal] = useState(() => readOwn(audience) === "internal");
  const write = (value: string) => {
    setText(value);
    keepOwn(words, value);
  };
  const keepInternal = (chosen: boolean) => {
    setInternal(chosen);
    keepOwn(audience, chosen ? "internal" : "");
  };
  const forget = () => [words, audience].forEach((name) => keepOwn(name, ""));
  return { text, write, internal, keepInternal, forget };
}

export function NoteSheet({ job, phase, files, onClose }: NoteSheetProps) {
  const words = t().technician;
  const { text, write, internal, keepInternal, forget } = useNoteDraft(job);
  const [missing, setMissing] = useState(false);
  const save = async () => {
    if (!text.trim()) return setMissing(true);
    await takeNote(job, phase, text.trim(), internal ? "internal" : "client");
    forget();
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
        onValue={write}
      />
      {!isGuest() && (
        <CheckField label={words.noteInternal} checked={internal} onChecked={keepInternal} />
      )}
      {files && <AttachFile job={job} phase={phase} onClose={onClose} />}
    </Sheet>
  );
}

const isGuest = () => me.value?.person.role === "guest";

function AttachFile({ job, phase, onClose }: Omit<NoteSheetProps, "files">) {
  const input = useRef<HTMLInputElement>(null);
  const words = t().technician;
  return (
    <>
      <PhotoInput job={job} phase={phase} from="files" input={input} onTaken={onClose} />
      <Button icon="attach" onClick={() => input.current?.click()}>
        {isGuest() ? words.attach : words.attachForTeam}
      </Button>
    </>
  );
}
