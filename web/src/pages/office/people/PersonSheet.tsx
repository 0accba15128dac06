import { useState } from "preact/hooks";
import { api } from "../../../app/state";
import { FormSheet } from "../../../design/forms/FormSheet";
import { toast } from "../../../design/overlays/Toast";
import { useAction, useLoad } from "../../../design/status/load";
import type { PersonWithLink, Role } from "../../../protocol/net/wire";
import { t } from "../../../text/desk";
import { roleOptions } from "../../job/options";
import { LinkReady } from "./LinkReady";
import { PersonAccess, type PersonProps } from "./PersonAccess";
import { PersonLinks } from "./PersonLinks";
import { PersonFields, type Named } from "./PersonFields";

/** Between our own people and a client's lies an organization; that is another invitation. */
function rolesNear(role: Role) {
  return roleOptions().filter(([key]) => (key === "client") === (role === "client"));
}

export function PersonSheet({ person: opened, onClose, onDone }: PersonProps) {
  const words = t().places;
  const [person, setPerson] = useState(opened);
  const links = useLoad(() => api.linksMade(opened.id), [opened.id]);
  const { name, email, role } = person;
  const [edit, set] = useState<Named>({ name, email: email ?? "", role });
  const [reset, setReset] = useState<PersonWithLink | null>(null);
  const saving = useAction();
  const save = async () => {
    if (!(await saving.run(() => api.editPerson(person.id, edit)))) return;
    toast(t().common.saved);
    onDone();
    onClose();
  };
  if (reset) return <LinkReady title={words.resetDone(person.name)} {...reset} onClose={onClose} />;
  const ready = Boolean(edit.name.trim() && edit.email.trim());
  return (
    <FormSheet title={person.name} ready={ready} saving={saving} onSave={save} onClose={onClose}>
      <PersonFields
        person={edit}
        roles={rolesNear(edit.role)}
        problem={saving.problem}
        onChange={(part) => set((before) => ({ ...before, ...part }))}
      />
      <PersonAccess
        person={person}
        links={links}
        onChanged={setPerson}
        onDone={onDone}
        onClose={onClose}
        onLink={setReset}
      />
      <PersonLinks name={person.name} links={links} />
    </FormSheet>
  );
}
