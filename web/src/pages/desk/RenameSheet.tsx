import { useState } from "preact/hooks";
import { api } from "../../app/state";
import { TextField } from "../../design/forms/Field";
import { FormSheet } from "../../design/forms/FormSheet";
import { useAction } from "../../design/status/load";
import { fieldError } from "../../design/status/States";
import type { Join } from "../../protocol/net/wire";
import { t } from "../../text/desk";

interface RenameSheetProps {
  job: string;
  join: Join;
  onRenamed: () => void;
  onClose: () => void;
}

/** Another name for a join link, and for the guest who came by it. */
export function RenameSheet({ job, join, onRenamed, onClose }: RenameSheetProps) {
  const words = t().office.join;
  const [name, set] = useState(join.name);
  const saving = useAction();
  const rename = async () => {
    await api.editJoin(job, join.id, { name: name.trim() });
    onRenamed();
    onClose();
  };
  return (
    <FormSheet
      title={words.renameTitle(join.name)}
      ready={Boolean(name.trim())}
      saving={saving}
      onSave={() => void saving.run(rename)}
      onClose={onClose}
    >
      <p class="quiet">{words.renameWhat}</p>
      <TextField
        label={words.newName}
        value={name}
        autoFocus
        maxLength={200}
        error={fieldError(saving.problem, "name")}
        onValue={set}
      />
    </FormSheet>
  );
}
