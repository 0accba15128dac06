import { useState } from "preact/hooks";
import { api } from "../../../app/state";
import { TextArea, TextField } from "../../../design/forms/Field";
import { FormSheet } from "../../../design/forms/FormSheet";
import { newId } from "../../../protocol/net/ids";
import type { Asset, Organization } from "../../../protocol/net/wire";
import { t } from "../../../text/desk";
import { useSave } from "../use-save";

interface OrganizationSheetProps {
  previous?: Organization;
  onClose: () => void;
  onDone: (organization: Organization) => void;
}

export function OrganizationSheet({ previous, onClose, onDone }: OrganizationSheetProps) {
  const words = t().places;
  const [id] = useState(() => previous?.id ?? newId());
  const [name, setName] = useState(previous?.name ?? "");
  const [contact, setContact] = useState(previous?.contact ?? "");
  const body = { name: name.trim(), contact: contact.trim() };
  const { error, ...form } = useSave(
    () => (previous ? api.editOrganization(id, body) : api.createOrganization({ id, ...body })),
    onDone,
    onClose,
  );
  return (
    <FormSheet
      title={previous?.name ?? words.newOrganization}
      ready={Boolean(body.name)}
      onClose={onClose}
      {...form}
    >
      <TextField
        label={words.organizationName}
        value={name}
        autoFocus
        error={error("name")}
        onValue={setName}
      />
      <TextArea
        label={words.contact}
        hint={words.contactHint}
        optional
        rows={2}
        value={contact}
        error={error("contact")}
        onValue={setContact}
      />
    </FormSheet>
  );
}

interface AssetSheetProps {
  site: string;
  previous?: Asset;
  onClose: () => void;
  onDone: (asset: Asset) => void;
}

export function AssetSheet({ site, previous, onClose, onDone }: AssetSheetProps) {
  const words = t().places;
  const [id] = useState(() => previous?.id ?? newId());
  const [asset, set] = useState({
    ...{ tag: previous?.tag ?? "", serial: previous?.serial ?? "", rack: previous?.rack ?? "" },
    ...{ unit: previous?.unit ?? "", model: previous?.model ?? "" },
  });
  const { error, ...form } = useSave(
    () => (previous ? api.editAsset(id, asset) : api.createAsset({ id, site_id: site, ...asset })),
    onDone,
    onClose,
  );
  return (
    <FormSheet
      title={previous?.tag ?? words.newAsset}
      ready={Boolean(asset.tag.trim())}
      onClose={onClose}
      {...form}
    >
      {(["tag", "model", "serial", "rack", "unit"] as const).map((key) => (
        <TextField
          key={key}
          label={words[key]}
          optional={key !== "tag"}
          autoComplete="off"
          value={asset[key]}
          error={error(key)}
          onValue={(value) => set({ ...asset, [key]: value })}
        />
      ))}
    </FormSheet>
  );
}
