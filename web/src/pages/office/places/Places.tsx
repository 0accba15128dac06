import { useState } from "preact/hooks";
import { usePage } from "../../../app/page";
import { route, setQuery } from "../../../app/router";
import { api, me } from "../../../app/state";
import { Button } from "../../../design/Button";
import { EmptyState, Waiting } from "../../../design/status/States";
import { useLoad } from "../../../design/status/load";
import type { Organization } from "../../../protocol/net/wire";
import { t } from "../../../text/desk";
import { mayDispatch } from "../../../app/may";
import { History } from "./History";
import { OrganizationSheet } from "./PlaceSheets";
import { Sites } from "./Sites";
import "./places.css";

/** Clients on the left, the chosen one's sites and assets beside it. */
export function Places() {
  const words = t().places;
  usePage(words.sites);
  const list = useLoad(() => api.organizations(), []);
  const [making, make] = useState(false);
  const showNew = (organization: Organization) => {
    list.reload();
    setQuery({ organization: organization.id, site: null });
  };
  return (
    <div class="office-page">
      <div class="page-head">
        <h1 tabIndex={-1}>{words.sites}</h1>
        {mayDispatch() && (
          <Button icon="plus" onClick={() => make(true)}>
            {words.newOrganization}
          </Button>
        )}
      </div>
      <Waiting on={list} />
      {list.value && <Chosen organizations={list.value.items} onChanged={list.reload} />}
      {making && <OrganizationSheet onClose={() => make(false)} onDone={showNew} />}
    </div>
  );
}

interface ChosenProps {
  organizations: Organization[];
  onChanged: () => void;
}

function Chosen({ organizations, onChanged }: ChosenProps) {
  const words = t().places;
  const wanted = route.value.query.get("organization");
  const chosen =
    organizations.find(({ id }) => id === wanted) ??
    organizations.find(({ kind }) => kind === "client");
  return (
    <div class="places">
      <OrganizationList organizations={organizations} chosen={chosen} />
      {chosen ? (
        <OrganizationPart key={chosen.id} organization={chosen} onChanged={onChanged} />
      ) : (
        <EmptyState icon="sites" title={words.noOrganizations}>
          {words.noOrganizationsWhat}
        </EmptyState>
      )}
    </div>
  );
}

function OrganizationList({
  organizations,
  chosen,
}: {
  organizations: Organization[];
  chosen: Organization | undefined;
}) {
  return (
    <nav class="places-list" aria-label={t().places.organizations}>
      <ul>
        {[...organizations]
          .sort((a, b) => a.kind.localeCompare(b.kind) || a.name.localeCompare(b.name))
          .map((each) => (
            <li key={each.id}>
              <a
                class="places-link"
                href={`/sites?organization=${each.id}`}
                aria-current={each.id === chosen?.id ? "true" : undefined}
              >
                {each.name}
                {each.kind === "msp" && <span class="quiet"> · {t().places.ownOrganization}</span>}
              </a>
            </li>
          ))}
      </ul>
    </nav>
  );
}

function OrganizationPart({
  organization,
  onChanged,
}: {
  organization: Organization;
  onChanged: () => void;
}) {
  const words = t().places;
  const [editing, edit] = useState(false);
  const [history, showHistory] = useState(false);
  return (
    <div class="places-part">
      <header class="page-head">
        <div>
          <h2 class="places-name">{organization.name}</h2>
          <p class="quiet keep-lines">
            {organization.contact && `${words.contact}: ${organization.contact}`}
          </p>
        </div>
        <div class="row">
          {me.value?.person.role === "administrator" && (
            <Button kind="quiet" icon="clock" onClick={() => showHistory(true)}>
              {words.history}
            </Button>
          )}
          {mayDispatch() && (
            <Button icon="note" onClick={() => edit(true)}>
              {t().common.edit}
            </Button>
          )}
        </div>
      </header>
      {organization.kind === "client" && <Sites organization={organization} />}
      {editing && (
        <OrganizationSheet previous={organization} onClose={() => edit(false)} onDone={onChanged} />
      )}
      {history && <History organization={organization} onClose={() => showHistory(false)} />}
    </div>
  );
}
