import { useState } from "preact/hooks";
import { api } from "../../../app/state";
import { Button } from "../../../design/Button";
import { Waiting } from "../../../design/status/States";
import { TableFrame } from "../../../design/TableFrame";
import { useLoad } from "../../../design/status/load";
import type { Asset, Site } from "../../../protocol/net/wire";
import { t } from "../../../text/desk";
import { mayDispatch } from "../../../app/may";
import { ImportSheet } from "./ImportSheet";
import { AssetSheet } from "./PlaceSheets";

export function Assets({ site }: { site: Site }) {
  const words = t().places;
  const list = useLoad(() => api.assets({ site: site.id }), [site.id]);
  const [open, show] = useState<Asset | "new" | "import" | null>(null);
  const close = { onClose: () => show(null), onDone: list.reload };
  const assets = list.value?.items;
  return (
    <section class="stack-tight" aria-label={words.assets}>
      <Waiting on={list} lines={1} />
      {assets?.length === 0 && <p class="quiet">{words.noAssets}</p>}
      {assets && assets.length > 0 && (
        <AssetTable assets={assets} onOpen={mayDispatch() ? show : null} />
      )}
      {mayDispatch() && <AddAssets onNew={() => show("new")} onImport={() => show("import")} />}
      {open && open !== "import" && (
        <AssetSheet site={site.id} {...(open !== "new" && { previous: open })} {...close} />
      )}
      {open === "import" && (
        <ImportSheet
          title={words.importAssets}
          columns="tag,serial,rack,unit,model"
          send={(csv, dry_run) => api.importAssets({ site_id: site.id, csv, dry_run })}
          {...close}
        />
      )}
    </section>
  );
}

function AddAssets({ onNew, onImport }: { onNew: () => void; onImport: () => void }) {
  const words = t().places;
  return (
    <div class="row">
      <Button size="small" icon="plus" onClick={onNew}>
        {words.newAsset}
      </Button>
      <Button kind="quiet" size="small" icon="upload" onClick={onImport}>
        {words.importAssets}
      </Button>
    </div>
  );
}

function AssetTable({
  assets,
  onOpen,
}: {
  assets: Asset[];
  onOpen: ((asset: Asset) => void) | null;
}) {
  const words = t().places;
  return (
    <TableFrame
      label={words.assets}
      small
      heads={[words.tag, words.model, words.serial, words.rack, words.unit]}
    >
      {assets.map((asset) => (
        <tr key={asset.id}>
          <td>
            {onOpen ? (
              <button
                type="button"
                class="table-link table-button num"
                onClick={() => onOpen(asset)}
              >
                {asset.tag}
              </button>
            ) : (
              <strong>{asset.tag}</strong>
            )}
          </td>
          <td>{asset.model}</td>
          <td class="num">{asset.serial}</td>
          <td class="num">{asset.rack}</td>
          <td class="num">{asset.unit}</td>
        </tr>
      ))}
    </TableFrame>
  );
}
