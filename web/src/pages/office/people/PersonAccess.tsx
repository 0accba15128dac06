import { useState } from "preact/hooks";
import { api, me } from "../../../app/state";
import { Button } from "../../../design/Button";
import { Trouble } from "../../../design/status/States";
import { toast } from "../../../design/overlays/Toast";
import { useAction, type Action } from "../../../design/status/load";
import type { Person, PersonWithLink } from "../../../protocol/net/wire";
import { t } from "../../../text";

export interface PersonProps {
  person: Person;
  onClose: () => void;
  onDone: () => void;
}

type AccessProps = PersonProps & { onLink: (link: PersonWithLink) => void };

/** The ways in which a person signs in can be renewed, ended, closed and opened again. */
export function PersonAccess(props: AccessProps) {
  const [asked, ask] = useState<"link" | "factors" | null>(null);
  const action = useAction();
  const cancel = () => ask(null);
  return (
    <section class="panel-part">
      {asked === "link" && <Reset {...props} action={action} onCancel={cancel} />}
      {asked === "factors" && <ResetFactors {...props} action={action} onCancel={cancel} />}
      {!asked && (
        <Verbs
          {...props}
          action={action}
          onReset={() => ask("link")}
          onResetFactors={() => ask("factors")}
        />
      )}
      <Trouble problem={action.problem} />
    </section>
  );
}

/** A new link can't be taken back, so the page asks first, by name. */
function Reset({
  person,
  onLink,
  onDone,
  action,
  onCancel,
}: AccessProps & { action: Action; onCancel: () => void }) {
  const words = t().places;
  const reset = async () => {
    onLink(await api.resetPerson(person.id));
    onDone();
  };
  return (
    <>
      <p>{words.resetSure(person.name)}</p>
      <div class="row">
        <Button kind="danger" busy={action.busy} autoFocus onClick={() => void action.run(reset)}>
          {words.reset}
        </Button>
        <Button onClick={onCancel}>{t().common.cancel}</Button>
      </div>
    </>
  );
}

/** Factors that are gone have to be set up anew, so the page asks first, by name. */
function ResetFactors({
  person,
  onDone,
  onClose,
  action,
  onCancel,
}: PersonProps & { action: Action; onCancel: () => void }) {
  const words = t().places;
  const reset = async () => {
    await api.resetFactors(person.id);
    onDone();
    onClose();
    toast(words.factorsReset(person.name));
  };
  return (
    <>
      <p>{words.resetFactorsSure(person.name)}</p>
      <div class="row">
        <Button kind="danger" busy={action.busy} autoFocus onClick={() => void action.run(reset)}>
          {words.resetFactors}
        </Button>
        <Button onClick={onCancel}>{t().common.cancel}</Button>
      </div>
    </>
  );
}

function Verbs({
  person,
  onDone,
  onClose,
  action,
  onReset,
  onResetFactors,
}: AccessProps & { action: Action; onReset: () => void; onResetFactors: () => void }) {
  const words = t().places;
  const self = person.id === me.value?.person.id;
  const run = async (
    verb: "deactivate" | "reactivate" | "sign-out",
    message: string,
    undo?: () => void,
  ) => {
    if (!(await action.run(() => api.personVerb(person.id, verb)))) return;
    onDone();
    onClose();
    toast(message, undo);
  };
  const back = (verb: "deactivate" | "reactivate") => () =>
    void api.personVerb(person.id, verb).then(onDone, onDone);
  const deactivate = () => run("deactivate", words.deactivated(person.name), back("reactivate"));
  const reactivate = () => run("reactivate", words.reactivated(person.name), back("deactivate"));
  if (!person.active) return <Button onClick={reactivate}>{words.reactivate}</Button>;
  return (
    <div class="row">
      <Button icon="link" onClick={onReset}>
        {words.reset}
      </Button>
      <Button onClick={() => run("sign-out", words.signedOut(person.name))}>{words.signOut}</Button>
      {!self && <Button onClick={onResetFactors}>{words.resetFactors}</Button>}
      {!self && (
        <Button kind="danger" onClick={deactivate}>
          {words.deactivate}
        </Button>
      )}
    </div>
  );
}
