import { useEffect } from "preact/hooks";
import { api } from "../../../app/state";
import { ChoiceField, SelectField } from "../../../design/forms/Field";
import { ErrorState, fieldError } from "../../../design/status/States";
import { useLoad } from "../../../design/status/load";
import { t } from "../../../text/desk";
import { assetWords } from "../../job/assets";
import { named } from "../../job/options";
import type { DraftFieldsProps } from "./draft";

/** Client, then site, then the assets there. */
export function PlaceFields({ draft, onChange, problem, fixedClient }: DraftFieldsProps) {
  const words = t().office.form;
  const { clients, sites, failed, reload } = usePlaces(draft.organization);
  const only = clients.length === 1 ? clients[0] : undefined;
  useEffect(() => {
    if (only && !draft.organization) onChange({ organization: only.id });
  }, [only]);
  if (failed) return <ErrorState problem={failed} onRetry={reload} />;
  const choose = ["", words.choose] as const;
  const zoneOf = (id: string) => sites.find((each) => each.id === id)?.time_zone ?? "";
  return (
    <>
      <SelectField
        label={words.organization}
        value={draft.organization}
        disabled={fixedClient ?? false}
        onValue={(organization) => onChange({ organization, site: "", zone: "", assets: [] })}
        options={[choose, ...named(clients)]}
      />
      <SelectField
        label={words.site}
        value={draft.site}
        disabled={!draft.organization}
        error={fieldError(problem, "site_id")}
        onValue={(site) => onChange({ site, zone: zoneOf(site), assets: [] })}
        options={[choose, ...named(sites)]}
      />
      {draft.site && (
        <AssetField
          key={draft.site}
          site={draft.site}
          chosen={draft.assets}
          onChosen={(assets) => onChange({ assets })}
        />
      )}
    </>
  );
}

function usePlaces(organization: string) {
  const organizations = useLoad(() => api.organizations(), []);
  const sites = useLoad(
    async () => (organization ? (await api.sites({ organization })).items : []),
    [organization],
  );
  return {
    clients: organizations.value?.items.filter(({ kind }) => kind === "client") ?? [],
    sites: sites.value ?? [],
    failed: organizations.problem ?? sites.problem,
    reload: () => [organizations, sites].forEach((each) => each.reload()),
  };
}

interface AssetFieldProps {
  site: string;
  chosen: string[];
  onChosen: (assets: string[]) => void;
}

function AssetField({ site, chosen, onChosen }: AssetFieldProps) {
  const words = t().office.form;
  const assets = useLoad(() => api.assets({ site }), [site]);
  if (assets.problem) return <ErrorState problem={assets.problem} onRetry={assets.reload} />;
  return (
    <ChoiceField
      label={words.assets}
      optional
      options={(assets.value?.items ?? []).map((asset) => [asset.id, assetWords(asset)])}
      chosen={chosen}
      onChosen={onChosen}
      empty={assets.value ? words.noAssets : t().common.loading}
    />
  );
}
