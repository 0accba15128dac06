import { SelectField, TextField } from "../../../design/forms/Field";
import { fieldError } from "../../../design/status/States";
import type { ApiError } from "../../../protocol/net/client";
import type { Person, Role } from "../../../protocol/net/wire";
import { t } from "../../../text/desk";
import type { roleOptions } from "../../job/options";

export type Named = Pick<Person, "name" | "role"> & { email: string };

interface Props {
  person: Named;
  roles: ReturnType<typeof roleOptions>;
  problem: ApiError | null;
  autoFocus?: boolean;
  onChange: (part: Partial<Named>) => void;
}

/** The fields of a person, for an invitation and for a change. */
export function PersonFields({ person, roles, problem, autoFocus = false, onChange }: Props) {
  const words = t().places;
  return (
    <>
      <TextField
        label={words.name}
        value={person.name}
        autoFocus={autoFocus}
        autoComplete="off"
        error={fieldError(problem, "name")}
        onValue={(name) => onChange({ name })}
      />
      <TextField
        label={words.email}
        type="email"
        value={person.email}
        autoComplete="off"
        error={fieldError(problem, "email")}
        onValue={(email) => onChange({ email })}
      />
      <SelectField
        label={words.role}
        value={person.role}
        onValue={(role) => onChange({ role: role as Role })}
        options={roles}
      />
    </>
  );
}
