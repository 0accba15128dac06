import { useState } from "preact/hooks";
import { api, findMe } from "../../app/state";
import { Button } from "../../design/Button";
import { Card } from "../../design/Card";
import { SelectField, TextField } from "../../design/forms/Field";
import { fieldError, Trouble } from "../../design/status/States";
import { toast } from "../../design/overlays/Toast";
import { useAction } from "../../design/status/load";
import type { Language, Login, PersonEdit } from "../../protocol/net/wire";
import { t } from "../../text/account";
import { languageOptions } from "../job/options";
import { Email } from "./Email";

export function You({ login }: { login: Login }) {
  const words = t().account;
  const { person } = login;
  const saving = useAction();
  const save = async (change: PersonEdit) => {
    const worked = await saving.run(async () => {
      await api.editPerson(person.id, change);
      await findMe();
    });
    if (worked) toast(t().common.saved);
  };
  return (
    <Card label={words.you}>
      <h2>{words.you}</h2>
      <LoginFacts login={login} />
      {/* A guest's name is the one that the desk knows. */}
      {person.role !== "guest" && (
        <Name
          name={person.name}
          busy={saving.busy}
          error={fieldError(saving.problem, "name")}
          onSave={(name) => void save({ name })}
        />
      )}
      <SelectField
        label={words.language}
        value={person.language}
        onValue={(language) => void save({ language: language as Language })}
        options={languageOptions()}
      />
      <Trouble problem={saving.problem} />
    </Card>
  );
}

function LoginFacts({ login: { person, organization } }: { login: Login }) {
  const words = t().account;
  return (
    <dl class="facts">
      {person.role === "guest" ? (
        <>
          <dt>{words.name}</dt>
          <dd>{person.name}</dd>
        </>
      ) : (
        <>
          <dt>{words.email}</dt>
          <dd class="account-email">
            <Email person={person} />
          </dd>
        </>
      )}
      <dt>{words.role}</dt>
      <dd>{t().job.roles[person.role]}</dd>
      <dt>{words.organization}</dt>
      <dd>{organization.name}</dd>
    </dl>
  );
}

interface NameProps {
  name: string;
  busy: boolean;
  error: string | undefined;
  onSave: (name: string) => void;
}

function Name({ name, busy, error, onSave }: NameProps) {
  const [text, set] = useState(name);
  const submit = (event: Event) => {
    event.preventDefault();
    onSave(text.trim());
  };
  return (
    <form class="account-line" onSubmit={submit}>
      <TextField
        label={t().account.name}
        value={text}
        autoComplete="name"
        error={error}
        onValue={set}
      />
      <Button type="submit" busy={busy} disabled={text.trim() === name || !text.trim()}>
        {t().common.save}
      </Button>
    </form>
  );
}
