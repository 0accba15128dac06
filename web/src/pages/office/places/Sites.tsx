import { useState } from "preact/hooks";
import { route, setQuery } from "../../../app/router";
import { api } from "../../../app/state";
import { Button } from "../../../design/Button";
import { Icon } from "../../../design/Icon";
import { EmptyState, Waiting } from "../../../design/status/States";
import { useLoad } from "../../../design/status/load";
import type { Organization, Site } from "../../../protocol/net/wire";
import { t } from "../../../text/desk";
import { mayDispatch } from "../../../app/may";
import { Assets } from "./Assets";
import { ImportSheet } from "./ImportSheet";
import { SitePolicyLine } from "./PhotoPolicyFields";
import { SiteSheet } from "./SiteSheet";

export function Sites({ organization }: { organization: Organization }) {
  const words = t().places;
  const list = useLoad(() => api.sites({ organization: organization.id }), [organization.id]);
  const [open, show] = useState<"new" | "import" | null>(null);
  const wanted = route.value.query.get("site");
  const close = { onClose: () => show(null), onDone: list.reload };
  return (
    <section class="stack" aria-label={words.sites}>
      {mayDispatch() && <AddSites onNew={() => show("new")} onImport={() => show("import")} />}
      <Waiting on={list} />
      {list.value?.items.length === 0 && (
        <EmptyState icon="sites" title={words.noSites}>
          {words.noSitesWhat}
        </EmptyState>
      )}
      <ul class="stack-tight">
        {list.value?.items.map((site) => (
          <SiteCard key={site.id} site={site} open={wanted === site.id} onChanged={list.reload} />
        ))}
      </ul>
      {open === "new" && <SiteSheet organization={organization.id} {...close} />}
      {open === "import" && (
        <ImportSheet
          title={words.importSites}
          columns="name,address,time_zone,access_instructions"
          send={(csv, dry_run) =>
            api.importSites({ organization_id: organization.id, csv, dry_run })
          }
          {...close}
        />
      )}
    </section>
  );
}

function AddSites({ onNew, onImport }: { onNew: () => void; onImport: () => void }) {
  const words = t().places;
  return (
    <div class="row">
      <Button icon="plus" onClick={onNew}>
        {words.newSite}
      </Button>
      <Button kind="quiet" icon="upload" onClick={onImport}>
        {words.importSites}
      </Button>
    </div>
  );
}

interface CardProps {
  site: Site;
  open: boolean;
  onChanged: () => void;
}

function SiteCard({ site, open, onChanged }: CardProps) {
  const words = t().places;
  const [editing, edit] = useState(false);
  return (
    <li class="site">
      <div class="site-head">
        <SiteToggle site={site} open={open} />
        {mayDispatch() && (
          <Button kind="quiet" icon="note" iconOnly onClick={() => edit(true)}>
            {`${t().common.edit} ${site.name}`}
          </Button>
        )}
      </div>
      {open && (
        <div class="site-inside">
          <SitePolicyLine site={site} />
          {site.access_instructions && (
            <p class="keep-lines">
              <strong>{words.access}: </strong>
              {site.access_instructions}
            </p>
          )}
          <Assets site={site} />
        </div>
      )}
      {editing && (
        <SiteSheet
          organization={site.organization_id}
          previous={site}
          onClose={() => edit(false)}
          onDone={onChanged}
        />
      )}
    </li>
  );
}

function SiteToggle({ site, open }: { site: Site; open: boolean }) {
  return (
    <button
      type="button"
      class="site-toggle"
      aria-expanded={open}
      onClick={() => setQuery({ site: open ? null : site.id }, { replace: true })}
    >
      <Icon name={open ? "down" : "next"} />
      <span>
        <strong>{site.name}</strong>
        <span class="site-more">{[site.address, site.time_zone].filter(Boolean).join(" · ")}</span>
      </span>
    </button>
  );
}
