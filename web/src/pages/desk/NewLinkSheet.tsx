import { isoOf } from "../../protocol/instants";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { serverNow } from "../../app/state";
import { SelectField, TextField } from "../../design/forms/Field";
import { FormSheet } from "../../design/forms/FormSheet";
import { fieldError } from "../../design/status/States";
import { useAction } from "../../design/status/load";
import { newId } from "../../protocol/net/ids";

/** How long a link may live, in units of so many milliseconds. */
interface Lifetimes {
  unit: number;
  counts: number[];
  first: number;
  words: (count: number) => string;
}

interface LinkRequest {
  id: string;
  name: string;
  expires_at: string;
}

interface NewLinkSheetProps<Link> {
  words: { create: string; what: string; expires: string };
  /** The field that says whom the link is for, and what the server calls it. */
  field: { name: string; label: string; hint: string };
  lifetimes: Lifetimes;
  create: (request: LinkRequest) => Promise<Link>;
  onClose: () => void;
  /** The sheet in place of the form once the link is there. */
  ready: (link: Link) => ComponentChildren;
}

/** The form for a link to a job: whom it is for, and how long it works. */
export function NewLinkSheet<Link>(props: NewLinkSheetProps<Link>) {
  const { words, field, lifetimes, onClose } = props;
  const form = useNewLink(props);
  if (form.link) return <>{props.ready(form.link)}</>;
  const { problem } = form.saving;
  const ready = Boolean(form.name.trim());
  const frame = { title: words.create, action: words.create, ready, saving: form.saving };
  return (
    <FormSheet {...frame} onSave={form.save} onClose={onClose}>
      <p class="quiet">{words.what}</p>
      <TextField
        label={field.label}
        hint={field.hint}
        value={form.name}
        autoFocus
        maxLength={200}
        error={fieldError(problem, field.name)}
        onValue={form.setName}
      />
      <SelectField
        label={words.expires}
        value={form.count}
        onValue={form.setCount}
        options={lifetimes.counts.map((count) => [String(count), lifetimes.words(count)])}
        error={fieldError(problem, "expires_at")}
      />
    </FormSheet>
  );
}

/** The state of the form; `link` is null until the server has created one. */
function useNewLink<Link>({ lifetimes, create }: NewLinkSheetProps<Link>) {
  // The id and the time are fixed when the form opens: a retry must ask for exactly the same.
  const [{ id, from }] = useState(() => ({ id: newId(), from: serverNow() }));
  const [name, setName] = useState("");
  const [count, setCount] = useState(String(lifetimes.first));
  const [link, set] = useState<Link | null>(null);
  const saving = useAction();
  const send = async () => {
    const expires_at = isoOf(from + Number(count) * lifetimes.unit);
    const created = await create({ id, name: name.trim(), expires_at });
    set(() => created);
  };
  return { name, setName, count, setCount, link, saving, save: () => void saving.run(send) };
}
