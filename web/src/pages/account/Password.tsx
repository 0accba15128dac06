import { useState } from "preact/hooks";
import { api } from "../../app/state";
import { Button } from "../../design/Button";
import { Card } from "../../design/Card";
import { TextField } from "../../design/forms/Field";
import { fieldError, Trouble } from "../../design/status/States";
import { toast } from "../../design/overlays/Toast";
import { useAction, type Action } from "../../design/status/load";
import { t } from "../../text/account";

export function Password() {
  const words = t().account;
  const [current, setCurrent] = useState("");
  const [fresh, setFresh] = useState("");
  const saving = useAction();
  const save = async (event: Event) => {
    event.preventDefault();
    if (!(await saving.run(() => api.setPassword(fresh, current || undefined)))) return;
    setCurrent("");
    setFresh("");
    toast(words.passwordSet);
  };
  return (
    <Card label={words.password}>
      <h2>{words.password}</h2>
      <p class="quiet">{words.passwordWhat}</p>
      <form class="stack" onSubmit={save}>
        <Current value={current} saving={saving} onValue={setCurrent} />
        <TextField
          label={words.fresh}
          hint={words.freshHint}
          type="password"
          autoComplete="new-password"
          minLength={10}
          value={fresh}
          error={fieldError(saving.problem, "password")}
          onValue={setFresh}
        />
        <Trouble problem={saving.problem} />
        <Button type="submit" kind="primary" busy={saving.busy}>
          {words.setPassword}
        </Button>
      </form>
    </Card>
  );
}

interface CurrentProps {
  value: string;
  saving: Action;
  onValue: (value: string) => void;
}

function Current({ value, saving, onValue }: CurrentProps) {
  const words = t().account;
  return (
    <TextField
      label={words.current}
      hint={words.currentHint}
      type="password"
      autoComplete="current-password"
      optional
      value={value}
      error={fieldError(saving.problem, "current")}
      onValue={onValue}
    />
  );
}
