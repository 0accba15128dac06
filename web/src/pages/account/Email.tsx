import { useState } from "preact/hooks";
import { confirmed } from "../../app/confirm";
import { api, findMe } from "../../app/state";
import { Button } from "../../design/Button";
import { TextField } from "../../design/forms/Field";
import { FormSheet } from "../../design/forms/FormSheet";
import { toast } from "../../design/overlays/Toast";
import { fieldError } from "../../design/status/States";
import { useAction } from "../../design/status/load";
import type { Person } from "../../protocol/net/wire";
import { t } from "../../text/account";

/** One's own email, and a press that changes it. */
export function Email({ person }: { person: Person }) {
  const words = t().account;
  const [changing, change] = useState(false);
  return (
    <>
      <span>{person.email}</span>
      <Button kind="quiet" size="small" onClick={() => change(true)}>
        {words.emailChange}
      </Button>
      {changing && <EmailSheet person={person} onClose={() => change(false)} />}
    </>
  );
}

function EmailSheet({ person, onClose }: { person: Person; onClose: () => void }) {
  const words = t().account;
  const [email, setEmail] = useState(person.email ?? "");
  const saving = useAction();
  const save = async () => {
    const worked = await saving.run(async () => {
      await confirmed(() => api.editPerson(person.id, { email: email.trim() }));
      await findMe();
    });
    if (!worked) return;
    toast(t().common.saved);
    onClose();
  };
  return (
    <FormSheet
      title={words.emailChange}
      saving={saving}
      ready={email.trim() !== person.email && email.includes("@")}
      onSave={() => void save()}
      onClose={onClose}
    >
      <p>{words.emailWhat}</p>
      <TextField
        label={words.email}
        type="email"
        autoComplete="email"
        value={email}
        error={fieldError(saving.problem, "email")}
        onValue={setEmail}
      />
    </FormSheet>
  );
}
