import { useState } from "preact/hooks";
import { outbox } from "../../../app/outbox";
import { Button } from "../../../design/Button";
import { Icon } from "../../../design/Icon";
import type { Job, JobDocument } from "../../../protocol/net/wire";
import { t } from "../../../text";
import { moment } from "../../../text/time";
import { CompleteSheet, ReasonSheet } from "../../job/sheets";
import { tell } from "../steps/tell";
import { stillHere } from "./Capture";

/** The last part of the page, where she arrives when everything is recorded. */
export function Finish({ document }: { document: JobDocument }) {
  const [open, set] = useState<"complete" | "hold" | null>(null);
  const words = t().technician;
  const { job } = document;
  const unsent = stillHere(outbox.items.value, document).length;
  return (
    <section class="finish" aria-label={words.finish}>
      <Button onClick={() => set("complete")}>{words.finish}</Button>
      <Button onClick={() => set("hold")}>{words.hold}</Button>
      {open === "complete" && (
        <CompleteSheet
          job={job}
          title={words.finishTitle}
          note={unsent > 0 ? words.unsent(unsent) : undefined}
          onClose={() => set(null)}
          onSend={(summary) => tell(job, "complete", summary)}
        />
      )}
      {open === "hold" && (
        <ReasonSheet
          title={words.holdTitle}
          label={words.holdReason}
          action={words.hold}
          draft={`hold.${job.id}`}
          onClose={() => set(null)}
          onSend={(reason) => tell(job, "hold", { reason })}
        />
      )}
    </section>
  );
}

/** The card of a job that is on hold or over, with its reason or its summary. */
export function Outcome({ job, zone }: { job: Job; zone: string }) {
  const words = t().technician;
  if (job.state === "on_hold")
    return <OutcomeCard title={words.onHold} icon="pause" lines={[job.hold_reason]} />;
  if (job.state === "canceled")
    return <OutcomeCard title={words.canceledTitle} icon="close" lines={[job.cancel_reason]} />;
  if (job.state !== "completed" || !job.completed_at) return null;
  const title = `${words.doneTitle} · ${moment(job.completed_at, zone)}`;
  return <OutcomeCard title={title} icon="check" lines={[job.summary?.fault, job.summary?.work]} />;
}

function OutcomeCard({
  title,
  icon,
  lines,
}: {
  title: string;
  icon: "pause" | "close" | "check";
  lines: (string | null | undefined)[];
}) {
  return (
    <section class="said">
      <h2 class="row">
        <Icon name={icon} /> {title}
      </h2>
      {lines.map(
        (line) =>
          line && (
            <p key={line} class="keep-lines">
              {line}
            </p>
          ),
      )}
    </section>
  );
}
