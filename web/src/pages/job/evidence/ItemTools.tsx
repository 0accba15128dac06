import { useState } from "preact/hooks";
import { api, pictures } from "../../../app/state";
import { Button, LinkButton } from "../../../design/Button";
import { SelectField, TextField } from "../../../design/forms/Field";
import { FormSheet } from "../../../design/forms/FormSheet";
import { toast } from "../../../design/overlays/Toast";
import { useAction } from "../../../design/status/load";
import type { Evidence, Phase } from "../../../protocol/net/wire";
import { t } from "../../../text";
import { phaseOptions } from "../options";
import { WithdrawSheet } from "../sheets";

interface ToolsProps {
  job: string;
  item: Evidence;
  onChanged: () => Promise<void>;
  original?: boolean;
  /** Take new words about the item; without it, the server does so at once. */
  describe?: (words: ItemWords) => Promise<void>;
}

/** New words about an item; no phase leaves it as it is. */
export interface ItemWords {
  caption: string;
  phase?: Phase;
}

/** The tools under a picture in the viewer describe it, open its original and withdraw it. */
export function ItemTools({ job, item, onChanged, original, describe }: ToolsProps) {
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
        <DescribeSheet
          item={item}
          onClose={() => set(null)}
          describe={
            describe ??
            (async (change) => {
              await api.describe(job, item.id, change);
              await onChanged();
            })
          }
        />
      )}
      {open === "withdraw" && (
        <WithdrawSheet job={job} item={item} onClose={() => set(null)} onDone={onChanged} />
      )}
    </>
  );
}

interface DescribeProps {
  item: Evidence;
  describe: (words: ItemWords) => Promise<void>;
  onClose: () => void;
}

function DescribeSheet({ item, describe, onClose }: DescribeProps) {
  const words = t().job;
  const [caption, setCaption] = useState(item.caption);
  const [phase, setPhase] = useState<string>(item.phase ?? "");
  const saving = useAction();
  const save = async () => {
    const change = { caption: caption.trim(), ...(phase && { phase: phase as Phase }) };
    if (!(await saving.run(() => describe(change)))) return;
    onClose();
    const before = { caption: item.caption, ...(item.phase && { phase: item.phase }) };
    toast(t().common.saved, () => void describe(before));
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
