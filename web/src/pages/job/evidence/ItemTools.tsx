import { useState } from "preact/hooks";
import { api, pictures } from "../../../app/state";
import { Button, LinkButton } from "../../../design/Button";
import { SelectField, TextField } from "../../../design/forms/Field";
import { FormSheet } from "../../../design/forms/FormSheet";
import { toast } from "../../../design/overlays/Toast";
import { useAction } from "../../../design/status/load";
import type { Description, Evidence, Phase } from "../../../protocol/net/wire";
import { t } from "../../../text";
import { phaseOptions } from "../options";
import { WithdrawSheet } from "../sheets";

interface ToolsProps {
  job: string;
  item: Evidence;
  onChanged: () => Promise<void>;
  original?: boolean;
}

/** The tools under a picture in the viewer describe it, open its original and withdraw it. */
export function ItemTools({ job, item, onChanged, original }: ToolsProps) {
  const [open, set] = useState<"describe" | "withdraw" | null>(null);
  const words = t().job.viewer;
  if (item.withdrawn_at) return null;
  return (
    <>
      <Button icon="note" onClick={() => set("describe")}>
        {item.caption ? words.caption : words.addCaption}
      </Button>
      {original && (
        <LinkButton href={pictures(job)(item.id, "original")} external icon="upload">
          {words.original}
        </LinkButton>
      )}
      <Button kind="danger" onClick={() => set("withdraw")}>
        {words.withdraw}
      </Button>
      {open === "describe" && (
        <DescribeSheet job={job} item={item} onChanged={onChanged} onClose={() => set(null)} />
      )}
      {open === "withdraw" && (
        <WithdrawSheet job={job} item={item} onClose={() => set(null)} onDone={onChanged} />
      )}
    </>
  );
}

function DescribeSheet({ job, item, onChanged, onClose }: ToolsProps & { onClose: () => void }) {
  const words = t().job;
  const [caption, setCaption] = useState(item.caption);
  const [phase, setPhase] = useState<string>(item.phase ?? "");
  const saving = useAction();
  const describe = async (change: Description) => {
    await api.describe(job, item.id, change);
    await onChanged();
  };
  const save = async () => {
    const change = { caption: caption.trim(), ...(phase && { phase: phase as Phase }) };
    if (!(await saving.run(() => describe(change)))) return;
    onClose();
    toast(t().common.saved, () => void describe({ caption: item.caption, phase: item.phase }));
  };
  const none = item.phase ? [] : [["", t().common.none] as const];
  return (
    <FormSheet title={words.viewer.about} big saving={saving} onSave={save} onClose={onClose}>
      <TextField
        label={words.viewer.caption}
        optional
        maxLength={500}
        value={caption}
        onValue={setCaption}
        autoFocus
      />
      <SelectField
        label={words.viewer.phase}
        value={phase}
        onValue={setPhase}
        options={[...none, ...phaseOptions()]}
      />
    </FormSheet>
  );
}
