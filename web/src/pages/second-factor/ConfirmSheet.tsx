import { useState } from "preact/hooks";
import { confirmation } from "../../app/confirm";
import { api, me } from "../../app/state";
import { TextField } from "../../design/forms/Field";
import { FormSheet } from "../../design/forms/FormSheet";
import { fieldError } from "../../design/status/States";
import { useAction } from "../../design/status/load";
import { t } from "../../text/account";

/** The sheet that asks for the password again, wherever the server wants it for a change. */
export function ConfirmSheet() {
  const answer = confirmation.value;
  return answer && <ConfirmForm answer={answer} />;
}

function ConfirmForm({ answer }: { answer: (given: boolean) => void }) {
  const words = t().account;
  const [current, setCurrent] = useState("");
  const asking = useAction();
  const password = me.value?.has_password ?? true;
  const send = async () => {
    if (await asking.run(() => api.confirm(current))) answer(true);
  };
  return (
    <FormSheet
      title={words.confirm}
      saving={asking}
      ready={current !== ""}
      action={words.confirmGo}
      onSave={() => void send()}
      onClose={() => answer(false)}
    >
      <p>{password ? words.confirmWhy : words.confirmByCode}</p>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <TextField
          label={password ? words.current : t().secondFactor.code}
          type={password ? "password" : "text"}
          autoComplete={password ? "current-password" : "one-time-code"}
          value={current}
          error={fieldError(asking.problem, "current")}
          onValue={setCurrent}
        />
      </form>
    </FormSheet>
  );
}
