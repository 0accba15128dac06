import { SelectField, TextArea, TextField } from "../../../design/forms/Field";
import { fieldError } from "../../../design/status/States";
import { t } from "../../../text/desk";
import { clockTime, day, zoneName } from "../../../text/time";
import { readWall } from "../../../text/zoned";
import { kindOptions, priorityOptions } from "../../job/options";
import type { Draft, DraftFieldsProps } from "./draft";
import { PlaceFields } from "./PlaceFields";

export function JobFields(props: DraftFieldsProps) {
  const { draft, onChange, problem } = props;
  const words = t().office.form;
  return (
    <>
      <TextField
        label={words.title}
        value={draft.title}
        maxLength={200}
        autoFocus
        error={fieldError(problem, "title")}
        onValue={(title) => onChange({ title })}
      />
      <TextArea
        label={words.description}
        optional
        value={draft.description}
        error={fieldError(problem, "description")}
        onValue={(description) => onChange({ description })}
      />
      <PlaceFields {...props} />
      <SelectField
        label={words.priority}
        value={draft.priority}
        onValue={(priority) => onChange({ priority })}
        options={priorityOptions()}
      />
      <Rest {...props} />
    </>
  );
}

function Rest({ draft, onChange, problem }: DraftFieldsProps) {
  const words = t().office.form;
  return (
    <>
      <SelectField
        label={words.kind}
        value={draft.kind}
        onValue={(kind) => onChange({ kind })}
        options={kindOptions()}
      />
      <TextField
        label={words.arriveBy}
        type="datetime-local"
        optional
        hint={arriveHint(draft)}
        value={draft.arriveBy}
        error={fieldError(problem, "arrive_by")}
        onValue={(arriveBy) => onChange({ arriveBy })}
      />
      <TextField
        label={words.reference}
        optional
        value={draft.reference}
        error={fieldError(problem, "reference")}
        onValue={(reference) => onChange({ reference })}
      />
    </>
  );
}

/** The zone in which the time is meant; and when clocks change over it, which moment it becomes. */
function arriveHint({ zone, arriveBy }: Draft): string | undefined {
  const words = t().office.form;
  if (!zone) return undefined;
  const read = readWall(arriveBy, zone);
  if (!read?.trouble) return words.arriveZone(zone);
  return words.wallTrouble[read.trouble](
    `${day(read.iso, zone)}, ${clockTime(read.iso, zone)} ${zoneName(read.iso, zone)}`,
  );
}
