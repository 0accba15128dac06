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
  // Fixed when the form opens: a retry must ask for exactly the same.
  const [{ id, from }] = useState(() => ({ id: newId(), from: serverNow() }));
  const [name, setName] = useState("");
  const [hours, setHours] = useState("12");
  const [made, set] = useState<ListedJoin | null>(null);
  const making = useAction();
  const make = async () => {
    const expires_at = new Date(from + Number(hours) * HOUR).toISOString();
    set(await api.createJoin(job, { id, name: name.trim(), expires_at }));
  };
  if (made) return <JoinReady job={job} join={made} zone={zone} onClose={onClose} />;
  const frame = {
    title: words.create,
    action: words.create,
    ready: Boolean(name.trim()),
    saving: making,
  };
  return (
    <FormSheet {...frame} onSave={() => void making.run(make)} onClose={onClose}>
      <p class="quiet">{words.what}</p>
      <TextField
        label={words.name}
        hint={words.nameHint}
        value={name}
        autoFocus
        maxLength={200}
        error={fieldError(making.problem, "name")}
        onValue={setName}
      />
      <SelectField
        label={words.expires}
        value={hours}
        onValue={setHours}
        options={HOURS.map((count) => [String(count), words.hours(count)])}
        error={fieldError(making.problem, "expires_at")}
      />
    </FormSheet>
  );
}
