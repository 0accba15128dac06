import { useState } from "preact/hooks";
import { api } from "../../../app/state";
import { FormSheet } from "../../../design/forms/FormSheet";
import { toast } from "../../../design/overlays/Toast";
import { useAction, useLoad } from "../../../design/status/load";
import { ChoiceField } from "../../../design/forms/Field";
import { keepOwn, readOwn } from "../../../app/own";
import { newId } from "../../../protocol/net/ids";
import type { Job, JobKind, NewJob } from "../../../protocol/net/wire";
import { t } from "../../../text/desk";
import { fromWall, toWall } from "../../../text/zoned";
import { named } from "../../job/options";
import type { Draft } from "./draft";
import { JobFields } from "./JobFields";

const EMPTY: Draft = {
  ...{ title: "", description: "", kind: "incident", priority: "3", reference: "" },
  ...{ organization: "", site: "", zone: "", assets: [], arriveBy: "" },
};

function bodyOf(draft: Draft): Omit<NewJob, "id"> {
  return {
    title: draft.title.trim(),
    description: draft.description.trim(),
    kind: draft.kind as JobKind,
    priority: Number(draft.priority),
    reference: draft.reference.trim(),
    site_id: draft.site,
    asset_ids: draft.assets,
    arrive_by: draft.arriveBy && draft.zone ? fromWall(draft.arriveBy, draft.zone) : null,
  };
}

const NEW = "job.new";

function keptDraft(): Draft {
  try {
    return { ...EMPTY, ...JSON.parse(readOwn(NEW) || "{}") };
  } catch {
    return EMPTY;
  }
}

function remember(draft: Draft): Draft {
  keepOwn(NEW, JSON.stringify(draft));
  return draft;
}

interface NewProps {
  onClose: () => void;
  onCreated: (job: Job) => void;
}

export function NewJobSheet({ onClose, onCreated }: NewProps) {
  const words = t().office;
  const [id] = useState(newId);
  const [draft, set] = useState<Draft>(keptDraft);
  const [technicians, assign] = useState<string[]>([]);
  const people = useLoad(() => api.people({ role: "technician", active: true }), []);
  const saving = useAction();
  // Each change is made to the newest draft, so that the arrival of a list undoes no typing.
  const change = (part: Partial<Draft>) => set((before) => remember({ ...before, ...part }));
  const save = async () => {
    const job = await api.createJob({ id, ...bodyOf(draft), technician_ids: technicians });
    keepOwn(NEW, "");
    toast(words.form.created(job.number));
    onCreated(job);
  };
  const ready = Boolean(draft.title.trim() && draft.site);
  const frame = { title: words.newJob, action: words.form.create, ready, saving, onClose };
  return (
    <FormSheet {...frame} onSave={() => void saving.run(save)}>
      <JobFields draft={draft} onChange={change} problem={saving.problem} />
      <ChoiceField
        label={words.form.technicians}
        optional
        options={named(people.value?.items)}
        chosen={technicians}
        onChosen={assign}
        empty={people.value ? words.form.noTechnicians : t().common.loading}
      />
    </FormSheet>
  );
}

interface EditProps {
  job: Job;
  zone: string;
  onClose: () => void;
  onDone: () => Promise<void>;
}

function draftOf(job: Job, zone: string): Draft {
  return {
    ...{
      title: job.title,
      description: job.description,
      kind: job.kind,
      priority: String(job.priority),
    },
    ...{ reference: job.reference, organization: job.organization_id, site: job.site_id, zone },
    ...{ assets: job.asset_ids, arriveBy: job.arrive_by ? toWall(job.arrive_by, zone) : "" },
  };
}

export function EditJobSheet({ job, zone, onClose, onDone }: EditProps) {
  const words = t().office;
  const [draft, set] = useState<Draft>(() => draftOf(job, zone));
  const saving = useAction();
  const save = async () => {
    if (!(await saving.run(() => api.editJob(job.id, bodyOf(draft))))) return;
    toast(t().common.saved);
    onClose();
    await onDone();
  };
  const ready = Boolean(draft.title.trim() && draft.site);
  const title = `${words.sheet.edit} ${job.number}`;
  return (
    <FormSheet title={title} ready={ready} saving={saving} onSave={save} onClose={onClose}>
      <JobFields
        draft={draft}
        onChange={(part) => set((before) => ({ ...before, ...part }))}
        problem={saving.problem}
        fixedClient
      />
    </FormSheet>
  );
}
