import { useState } from "preact/hooks";
import { api } from "../../../app/state";
import { SelectField, TextArea, TextField } from "../../../design/forms/Field";
import { FormSheet } from "../../../design/forms/FormSheet";
import { newId } from "../../../protocol/net/ids";
import type { Site, VideoPath } from "../../../protocol/net/wire";
import { t } from "../../../text";
import { ownZone } from "../../../text/time";
import { useSave } from "../use-save";

interface SiteProps {
  organization: string;
  known?: Site;
  onClose: () => void;
  onDone: (site: Site) => void;
}

export function SiteSheet({ organization, known, onClose, onDone }: SiteProps) {
  const words = t().places;
  const [id] = useState(() => known?.id ?? newId());
  const [site, set] = useState({
    ...{ name: known?.name ?? "", address: known?.address ?? "" },
    ...{
      time_zone: known?.time_zone ?? ownZone,
      access_instructions: known?.access_instructions ?? "",
    },
  });
  const [path, choose] = useState<VideoPath>(known?.video_path ?? "node");
  const body = { ...site, video_path: path };
  const { error, ...form } = useSave(
    () =>
      known
        ? api.editSite(id, body)
        : api.createSite({ id, organization_id: organization, ...body }),
    onDone,
    onClose,
  );
  const field = (key: keyof typeof site) => ({
    value: site[key],
    error: error(key),
    onValue: (value: string) => set((before) => ({ ...before, [key]: value })),
  });
  const ready = Boolean(site.name.trim() && site.time_zone.trim());
  return (
    <FormSheet title={known?.name ?? words.newSite} ready={ready} onClose={onClose} {...form}>
      <TextField label={words.siteName} autoFocus {...field("name")} />
      <TextArea label={words.address} optional rows={2} {...field("address")} />
      <TextField
        label={words.timeZone}
        hint={words.timeZoneHint}
        list="zones"
        {...field("time_zone")}
      />
      <datalist id="zones">
        {Intl.supportedValuesOf("timeZone").map((each) => (
          <option key={each} value={each} />
        ))}
      </datalist>
      <SelectField
        label={words.videoPath}
        hint={words.videoPaths[path].what}
        value={path}
        onValue={(value) => choose(value as VideoPath)}
        options={(["node", "direct"] as const).map((each) => [each, words.videoPaths[each].name])}
      />
      <TextArea
        label={words.access}
        hint={words.accessHint}
        optional
        {...field("access_instructions")}
      />
    </FormSheet>
  );
}
