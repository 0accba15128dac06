import { useState } from "preact/hooks";
import { api, serverNow } from "../../app/state";
import { SelectField, TextField } from "../../design/forms/Field";
import { FormSheet } from "../../design/forms/FormSheet";
import { fieldError } from "../../design/status/States";
import { useAction } from "../../design/status/load";
import { newId } from "../../protocol/net/ids";
import type { ListedJoin } from "../../protocol/net/wire";
import { t } from "../../text";
import { JoinReady } from "./JoinReady";

const HOURS = [1, 4, 12, 24, 72];
const HOUR = 3_600_000;

interface NewJoinSheetProps {
  job: string;
  zone: string;
  onClose: () => void;
}

export function NewJoinSheet({ job, zone, onClose }: NewJoinSheetProps) {
  const words = t().office.join;
  const form = useNewJoin(job);
  if (form.join) return <JoinReady job={job} join={form.join} zone={zone} onClose={onClose} />;
  const frame = {
    title: words.create,
    action: words.create,
    ready: Boolean(form.name.trim()),
    saving: form.saving,
  };
  return (
    <FormSheet {...frame} onSave={form.save} onClose={onClose}>
      <p class="quiet">{words.what}</p>
      <TextField
        label={words.name}
        hint={words.nameHint}
        value={form.name}
        autoFocus
        maxLength={200}
        error={fieldError(form.saving.problem, "name")}
        onValue={form.setName}
      />
      <SelectField
        label={words.expires}
        value={form.hours}
        onValue={form.setHours}
        options={HOURS.map((count) => [String(count), words.hours(count)])}
        error={fieldError(form.saving.problem, "expires_at")}
      />
    </FormSheet>
  );
}

/** The state of the form; `join` is null until the server has created one. */
function useNewJoin(job: string) {
  // The id and the time are fixed when the form opens: a retry must ask for exactly the same.
  const [{ id, from }] = useState(() => ({ id: newId(), from: serverNow() }));
  const [name, setName] = useState("");
  const [hours, setHours] = useState("12");
  const [join, setJoin] = useState<ListedJoin | null>(null);
  const saving = useAction();
  const create = async () => {
    const expires_at = new Date(from + Number(hours) * HOUR).toISOString();
    setJoin(await api.createJoin(job, { id, name: name.trim(), expires_at }));
  };
  return { name, setName, hours, setHours, join, saving, save: () => void saving.run(create) };
}
