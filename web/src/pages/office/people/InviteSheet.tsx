import { useState } from "preact/hooks";
import { api, me } from "../../../app/state";
import { SelectField } from "../../../design/forms/Field";
import { FormSheet } from "../../../design/forms/FormSheet";
import { useAction } from "../../../design/status/load";
import { newId } from "../../../protocol/net/ids";
import type { Language, NewPerson, Organization, PersonWithLink } from "../../../protocol/net/wire";
import { t } from "../../../text/desk";
import { languageOptions, named, roleOptions } from "../../job/options";
import { LinkReady } from "./LinkReady";
import { PersonFields } from "./PersonFields";

interface InviteSheetProps {
  organizations: Organization[];
  onClose: () => void;
  onDone: () => void;
}

export function InviteSheet({ organizations, onClose, onDone }: InviteSheetProps) {
  const words = t().places;
  const clients = organizations.filter(({ kind }) => kind === "client");
  const [client, setClient] = useState(clients[0]?.id ?? "");
  const [person, set] = useState<NewPerson>(() => ({
    ...{ id: newId(), name: "", email: "", role: "technician" },
    language: me.value?.person.language ?? "en",
  }));
  const [invitation, setInvitation] = useState<PersonWithLink | null>(null);
  const change = (part: Partial<NewPerson>) => set((before) => ({ ...before, ...part }));
  const sending = useAction();
  const send = async () => {
    const organization = person.role === "client" && { organization_id: client };
    setInvitation(await api.invite({ ...person, ...organization }));
    onDone();
  };
  if (invitation)
    return (
      <LinkReady title={words.invited(invitation.person.name)} {...invitation} onClose={onClose} />
    );
  const ready = Boolean(person.name.trim() && person.email.trim());
  const frame = { title: words.invite, action: words.inviteSend, ready, saving: sending, onClose };
  return (
    <FormSheet {...frame} onSave={() => void sending.run(send)}>
      <p class="quiet">{words.inviteWhat}</p>
      <PersonFields
        person={person}
        roles={roleOptions()}
        problem={sending.problem}
        autoFocus
        onChange={change}
      />
      <LanguageField
        value={person.language ?? "en"}
        onLanguage={(language) => change({ language })}
      />
      {person.role === "client" && <ClientField {...{ clients, client }} onClient={setClient} />}
    </FormSheet>
  );
}

interface ClientFieldProps {
  clients: Organization[];
  client: string;
  onClient: (id: string) => void;
}

function ClientField({ clients, client, onClient }: ClientFieldProps) {
  return (
    <SelectField
      label={t().places.organization}
      value={client}
      onValue={onClient}
      options={named(clients)}
    />
  );
}

interface LanguageFieldProps {
  value: Language;
  onLanguage: (language: Language) => void;
}

function LanguageField({ value, onLanguage }: LanguageFieldProps) {
  return (
    <SelectField
      label={t().places.language}
      value={value}
      onValue={(language) => onLanguage(language as Language)}
      options={languageOptions()}
    />
  );
}
