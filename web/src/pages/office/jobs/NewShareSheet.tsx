import { useState } from "preact/hooks";
import { api, serverNow } from "../../../app/state";
import { CopyField } from "../../../design/forms/CopyField";
import { SelectField, TextField } from "../../../design/forms/Field";
import { FormSheet } from "../../../design/forms/FormSheet";
import { Sheet } from "../../../design/overlays/Sheet";
import { fieldError } from "../../../design/status/States";
import { useAction } from "../../../design/status/load";
import { newId } from "../../../protocol/net/ids";
import type { ListedShare } from "../../../protocol/net/wire";
import { t } from "../../../text";
import { moment } from "../../../text/time";

const DAYS = [1, 7, 30, 90, 365];
const DAY = 86_400_000;

interface NewShareSheetProps {
  job: string;
  zone: string;
  onClose: () => void;
  onMade: () => void;
}

export function NewShareSheet({ job, zone, onClose, onMade }: NewShareSheetProps) {
  const words = t().office.share;
  // Both are fixed when the form opens: a retry must ask for exactly the same.
  const [{ id, from }] = useState(() => ({ id: newId(), from: serverNow() }));
  const [label, setLabel] = useState("");
  const [days, setDays] = useState("30");
  const [share, set] = useState<ListedShare | null>(null);
  const making = useAction();
  const make = async () => {
    const expires_at = new Date(from + Number(days) * DAY).toISOString();
    set(await api.createShare(job, { id, label: label.trim(), expires_at }));
    onMade();
  };
  if (share) return <Ready share={share} zone={zone} onClose={onClose} />;
  const ready = Boolean(label.trim());
  const frame = { title: words.create, action: words.create, ready, saving: making };
  return (
    <FormSheet {...frame} onSave={() => void making.run(make)} onClose={onClose}>
      <p class="quiet">{words.what}</p>
      <TextField
        label={words.label}
        hint={words.labelHint}
        value={label}
        autoFocus
        error={fieldError(making.problem, "label")}
        onValue={setLabel}
      />
      <SelectField
        label={words.expires}
        value={days}
        onValue={setDays}
        options={DAYS.map((count) => [String(count), words.days(count)])}
        error={fieldError(making.problem, "expires_at")}
      />
    </FormSheet>
  );
}

interface ReadyProps {
  share: ListedShare;
  zone: string;
  onClose: () => void;
}

function Ready({ share, zone, onClose }: ReadyProps) {
  const words = t().office.share;
  return (
    <Sheet title={share.label} onClose={onClose}>
      <p>{words.ready}</p>
      <CopyField label={words.copy} value={share.url} />
      <p class="quiet">{words.until(moment(share.expires_at, zone))}</p>
    </Sheet>
  );
}
