import { useState } from "preact/hooks";
import { api, me } from "../../../app/state";
import { Button } from "../../../design/Button";
import { Trouble } from "../../../design/status/States";
import { toast } from "../../../design/overlays/Toast";
import { useAction, type Action, type Loaded } from "../../../design/status/load";
import type { MadeLinkList, Person, PersonWithLink } from "../../../protocol/net/wire";
import { t } from "../../../text/desk";

export interface PersonProps {
  person: Person;
  onClose: () => void;
  onDone: () => void;
}

interface AccessProps extends PersonProps {
  links: Loaded<MadeLinkList>;
  onChanged: (person: Person) => void;
  onLink: (link: PersonWithLink) => void;
}

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

type Verb = "deactivate" | "reactivate" | "sign-out";

interface VerbsProps extends AccessProps {
  action: Action;
  onReset: () => void;
  onResetFactors: () => void;
}

function Verbs(props: VerbsProps) {
  const { person, onReset, onResetFactors } = props;
  const words = t().places;
  const self = person.id === me.value?.person.id;
  const press = (verb: Verb) => () => void sendVerb(props, verb);
  if (!person.active) return <Button onClick={press("reactivate")}>{words.reactivate}</Button>;
  return (
    <div class="row">
      <Button icon="link" onClick={onReset}>
        {words.reset}
      </Button>
      <Button onClick={press("sign-out")}>{words.signOut}</Button>
      {!self && <Button onClick={onResetFactors}>{words.resetFactors}</Button>}
      {!self && (
        <Button kind="danger" onClick={press("deactivate")}>
          {words.deactivate}
        </Button>
      )}
    </div>
  );
}

async function sendVerb(props: VerbsProps, verb: Verb) {
  const { person, links, onChanged, onDone, onClose, action } = props;
  const words = t().places;
  const said: Record<Verb, [string, Verb | null]> = {
    deactivate: [words.deactivated(person.name), "reactivate"],
    reactivate: [words.reactivated(person.name), "deactivate"],
    "sign-out": [words.signedOut(person.name), null],
  };
  const send = async (which: Verb) => onChanged(await api.personVerb(person.id, which));
  // Links that she made and that are still open keep the sheet, so that they can be ended.
  let left = 0;
  const work = async () => {
    await send(verb);
    const made = await api.linksMade(person.id);
    links.set(made);
    left = made.items.length;
  };
  if (!(await action.run(work))) return;
  onDone();
  if (verb !== "deactivate" || !left) onClose();
  const [message, back] = said[verb];
  const undo = back && (() => void send(back).then(onDone, onDone));
  toast(message, undo ?? undefined);
}
