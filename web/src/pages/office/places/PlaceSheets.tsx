import { useState } from "preact/hooks";
import { api } from "../../../app/state";
import { TextArea, TextField } from "../../../design/forms/Field";
import { FormSheet } from "../../../design/forms/FormSheet";
import { newId } from "../../../protocol/net/ids";
import type { Asset, Organization } from "../../../protocol/net/wire";
import { t } from "../../../text";
import { useSave } from "../use-save";

interface OrganizationSheetProps {
  known?: Organization;
  onClose: () => void;
  onDone: (organization: Organization) => void;
}

export function OrganizationSheet({ known, onClose, onDone }: OrganizationSheetProps) {
  const words = t().places;
  const [id] = useState(() => known?.id ?? newId());
  const [name, setName] = useState(known?.name ?? "");
  const [contact, setContact] = useState(known?.contact ?? "");
  const body = { name: name.trim(), contact: contact.trim() };
  const { error, ...form } = useSave(
    () => (known ? api.editOrganization(id, body) : api.createOrganization({ id, ...body })),
    onDone,
    onClose,
  );
  return (
    <FormSheet
      title={known?.name ?? words.newOrganization}
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
  known?: Asset;
  onClose: () => void;
  onDone: (asset: Asset) => void;
}

export function AssetSheet({ site, known, onClose, onDone }: AssetSheetProps) {
  const words = t().places;
  const [id] = useState(() => known?.id ?? newId());
  const [asset, set] = useState({
    ...{ tag: known?.tag ?? "", serial: known?.serial ?? "", rack: known?.rack ?? "" },
    ...{ unit: known?.unit ?? "", model: known?.model ?? "" },
  });
  const { error, ...form } = useSave(
    () => (known ? api.editAsset(id, asset) : api.createAsset({ id, site_id: site, ...asset })),
    onDone,
    onClose,
  );
  return (
    <FormSheet
      title={known?.tag ?? words.newAsset}
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
