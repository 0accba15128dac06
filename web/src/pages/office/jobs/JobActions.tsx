import { useState } from "preact/hooks";
import { api } from "../../../app/state";
import { Button } from "../../../design/Button";
import { ChoiceField } from "../../../design/forms/Field";
import { FormSheet } from "../../../design/forms/FormSheet";
import { Waiting, Trouble } from "../../../design/status/States";
import { useAction, useLoad } from "../../../design/status/load";
import type { JobVerb } from "../../../protocol/net/api";
import type { Job, JobState } from "../../../protocol/net/wire";
import { t } from "../../../text/desk";
import { named } from "../../job/options";
import { CompleteSheet, ReasonSheet } from "../../job/sheets";
import { mayDispatch } from "../../../app/may";
import { EditJobSheet } from "./JobForm";

type Act = "open" | "assign" | "hold" | "resume" | "complete" | "reopen" | "cancel" | "edit";

/** What a dispatcher may do in each state; the first is the next step. */
const ACTS: Record<JobState, Act[]> = {
  requested: ["open", "edit", "cancel"],
  open: ["assign", "edit", "cancel"],
  assigned: ["assign", "edit", "hold", "cancel"],
  acknowledged: ["assign", "edit", "hold", "cancel"],
  on_site: ["complete", "edit", "assign", "hold", "cancel"],
  on_hold: ["resume", "edit", "assign", "cancel"],
  completed: ["reopen", "edit"],
  canceled: ["reopen"],
};

const NEXT_STEP = new Set<Act>(["open", "assign", "resume"]);

interface JobActionsProps {
  job: Job;
  zone: string;
  onChanged: () => Promise<void>;
}

export function JobActions({ job, zone, onChanged }: JobActionsProps) {
  const [asking, ask] = useState<Act | null>(null);
  const action = useAction();
  if (!mayDispatch()) return null;
  const press = (act: Act) => {
    if (act !== "open" && act !== "resume") return ask(act);
    void action.run(async () => {
      await api.jobVerb(job.id, act);
      await onChanged();
    });
  };
  return (
    <div class="panel-actions">
      <div class="row">
        {ACTS[job.state].map((act, index) => (
          <Button
            key={act}
            {...lookOf(act, index, job)}
            busy={action.busy}
            onClick={() => press(act)}
          >
            {labelOf(act, job)}
          </Button>
        ))}
      </div>
      <Trouble problem={action.problem} />
      {asking && (
        <Asking
          act={asking}
          job={job}
          zone={zone}
          onChanged={onChanged}
          onClose={() => ask(null)}
        />
      )}
    </div>
  );
}

function labelOf(act: Act, job: Job): string {
  const words = t().office.sheet;
  return act === "assign" && job.technicians.length ? words.reassign : words[act];
}

/** The step that everybody waits for stands out; the rest is there and doesn't shout. */
function lookOf(
  act: Act,
  index: number,
  job: Job,
): { kind: "primary" | "plain" | "danger"; size: "normal" | "small" } {
  const reassigning = act === "assign" && job.technicians.length > 0;
  if (index === 0 && NEXT_STEP.has(act) && !reassigning) return { kind: "primary", size: "normal" };
  return { kind: act === "cancel" ? "danger" : "plain", size: "small" };
}

function Asking({
  act,
  job,
  zone,
  onChanged,
  onClose,
}: JobActionsProps & { act: Act; onClose: () => void }) {
  const words = t().office;
  const close = { onClose, onDone: onChanged };
  const send = async (verb: JobVerb, body: object) => {
    await api.jobVerb(job.id, verb, body);
    await onChanged();
  };
  if (act === "assign") return <AssignSheet job={job} {...close} />;
  if (act === "edit") return <EditJobSheet job={job} zone={zone} {...close} />;
  if (act === "complete")
    return (
      <CompleteSheet
        job={job}
        title={words.completeTitle(job.number)}
        onClose={onClose}
        onSend={(summary) => send("complete", summary)}
      />
    );
  if (act !== "hold" && act !== "cancel" && act !== "reopen") return null;
  return (
    <ReasonSheet
      {...reasonWords(act, job.number)}
      danger={act === "cancel"}
      draft={`${act}.${job.id}`}
      onClose={onClose}
      onSend={(reason) => send(act, { reason })}
    />
  );
}

/** The question of the sheet that asks for a reason, its title and its button. */
function reasonWords(act: "hold" | "cancel" | "reopen", number: string) {
  const words = t().office;
  return {
    hold: { title: words.holdTitle(number), label: words.holdReason, action: words.sheet.hold },
    cancel: {
      title: words.cancelTitle(number),
      label: words.cancelReason,
      action: words.sheet.cancel,
    },
    reopen: {
      title: words.reopenTitle(number),
      label: words.reopenReason,
      action: words.sheet.reopen,
    },
  }[act];
}

interface AssignProps {
  job: Job;
  onClose: () => void;
  onDone: () => Promise<void>;
}

function AssignSheet({ job, onClose, onDone }: AssignProps) {
  const words = t().office;
  const people = useLoad(() => api.people({ role: "technician", active: true }), []);
  const [chosen, choose] = useState(job.technicians.map((technician) => technician.id));
  const saving = useAction();
  const save = async () => {
    if (!(await saving.run(() => api.jobVerb(job.id, "assign", { technician_ids: chosen }))))
      return;
    onClose();
    await onDone();
  };
  const frame = { title: words.assignTitle, action: words.assignSave, ready: chosen.length > 0 };
  return (
    <FormSheet {...frame} saving={saving} onSave={save} onClose={onClose}>
      <Waiting on={people} />
      {people.value && (
        <ChoiceField
          label={words.form.technicians}
          options={named(people.value.items)}
          chosen={chosen}
          onChosen={choose}
          empty={words.form.noTechnicians}
        />
      )}
    </FormSheet>
  );
}
