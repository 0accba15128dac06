import { useState } from "preact/hooks";
import { api } from "../../app/state";
import { Button } from "../../design/Button";
import { FormSheet } from "../../design/forms/FormSheet";
import { useAction } from "../../design/status/load";
import type { Job } from "../../protocol/net/wire";
import { t } from "../../text/client";
import { ReasonSheet } from "../job/sheets";
import { WordFields, type RequestWords } from "./RequestFields";

interface OwnProps {
  job: Job;
  onChanged: () => Promise<void>;
}

/** Until a dispatcher opens it, a request is its author's to change or take back. */
export function OwnRequest({ job, onChanged }: OwnProps) {
  const words = t().client;
  const [open, set] = useState<"edit" | "cancel" | null>(null);
  const cancel = async (reason: string) => {
    await api.jobVerb(job.id, "cancel", { reason });
    await onChanged();
  };
  return (
    <div class="row no-print">
      <Button icon="note" onClick={() => set("edit")}>
        {words.requestEdit}
      </Button>
      <Button kind="danger" onClick={() => set("cancel")}>
        {words.requestCancel}
      </Button>
      {open === "edit" && <EditRequest job={job} onChanged={onChanged} onClose={() => set(null)} />}
      {open === "cancel" && (
        <ReasonSheet
          title={words.requestCancel}
          label={words.requestCancelReason}
          action={words.requestCancel}
          danger
          draft={`cancel.${job.id}`}
          onClose={() => set(null)}
          onSend={cancel}
        />
      )}
    </div>
  );
}

function EditRequest({ job, onChanged, onClose }: OwnProps & { onClose: () => void }) {
  const { title, description, reference } = job;
  const [request, set] = useState<RequestWords>({ title, description, reference });
  const saving = useAction();
  const save = async () => {
    if (!(await saving.run(() => api.editJob(job.id, request)))) return;
    onClose();
    await onChanged();
  };
  return (
    <FormSheet
      title={t().client.requestEdit}
      ready={Boolean(request.title.trim())}
      saving={saving}
      onSave={save}
      onClose={onClose}
    >
      <WordFields
        request={request}
        problem={saving.problem}
        onChange={(part) => set((before) => ({ ...before, ...part }))}
      />
    </FormSheet>
  );
}
