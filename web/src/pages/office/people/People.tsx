import { useState } from "preact/hooks";
import { usePage } from "../../../app/page";
import { route, setQuery } from "../../../app/router";
import { api, me } from "../../../app/state";
import { Badge } from "../../../design/status/Badge";
import { Button } from "../../../design/Button";
import { SelectField } from "../../../design/forms/Field";
import { EmptyState, Waiting } from "../../../design/status/States";
import { TableFrame } from "../../../design/TableFrame";
import { useLoad } from "../../../design/status/load";
import type { Organization, Person } from "../../../protocol/net/wire";
import { t } from "../../../text/desk";
import { roleOptions } from "../../job/options";
import { usePages } from "../../job/use-pages";
import { InviteSheet } from "./InviteSheet";
import { PersonSheet } from "./PersonSheet";

export function People() {
  const words = t().places;
  usePage(words.people);
  const role = route.value.query.get("role") ?? "";
  const list = usePages((after) => api.people({ role, after, limit: 100 }), [role]);
  const organizationList = useLoad(() => api.organizations(), []);
  const [open, show] = useState<Person | "new" | null>(null);
  const organizations = organizationList.value?.items ?? [];
  const manages = me.value?.person.role === "administrator";
  const close = { onClose: () => show(null), onDone: list.reload };
  return (
    <div class="office-page">
      <PeopleHead onInvite={manages ? () => show("new") : null} />
      <RoleFilter role={role} />
      <Waiting on={list} />
      {list.value?.length === 0 && (
        <EmptyState icon="people" title={words.noPeople}>
          {words.noPeopleWhat}
        </EmptyState>
      )}
      {list.value && list.value.length > 0 && (
        <PeopleTable
          people={list.value}
          organizations={organizations}
          onOpen={manages ? show : null}
        />
      )}
      {list.more && <Button onClick={list.more}>{t().common.more}</Button>}
      {open === "new" && <InviteSheet organizations={organizations} {...close} />}
      {open && open !== "new" && <PersonSheet person={open} {...close} />}
    </div>
  );
}

function PeopleHead({ onInvite }: { onInvite: (() => void) | null }) {
  const words = t().places;
  return (
    <div class="page-head">
      <h1 tabIndex={-1}>{words.people}</h1>
      {onInvite && (
        <Button kind="primary" icon="plus" onClick={onInvite}>
          {words.invite}
        </Button>
      )}
    </div>
  );
}

function RoleFilter({ role }: { role: string }) {
  return (
    <div class="filters">
      <SelectField
        label={t().places.filterRole}
        value={role}
        onValue={(value) => setQuery({ role: value || null }, { replace: true })}
        options={[["", t().common.all], ...roleOptions()]}
      />
    </div>
  );
}

interface TableProps {
  people: Person[];
  organizations: Organization[];
  onOpen: ((person: Person) => void) | null;
}

function PeopleTable({ people, organizations, onOpen }: TableProps) {
  const words = t().places;
  const names = new Map(organizations.map(({ id, name }) => [id, name]));
  // A guest has no login of her own: she came by a join link, which is revoked at the job.
  const opens = (person: Person) => person.role !== "guest" && onOpen;
  return (
    <TableFrame
      label={words.people}
      heads={[words.name, words.role, words.organization, words.state]}
    >
      {people.map((person) => (
        <tr key={person.id}>
          <td>
            {opens(person) ? (
              <button
                type="button"
                class="table-link table-button"
                onClick={() => onOpen?.(person)}
              >
                {person.name}
              </button>
            ) : (
              <strong>{person.name}</strong>
            )}
            {person.id === me.value?.person.id && <span class="quiet"> · {words.you}</span>}
            <span class="table-more">{person.email}</span>
          </td>
          <td>{t().job.roles[person.role]}</td>
          <td>{names.get(person.organization_id) ?? ""}</td>
          <td>{person.active ? words.active : <Badge tone="strong">{words.inactive}</Badge>}</td>
        </tr>
      ))}
    </TableFrame>
  );
}
