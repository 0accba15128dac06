import { useState } from "preact/hooks";
import { api } from "../../../app/state";
import { SelectField, TextArea, TextField } from "../../../design/forms/Field";
import { FormSheet } from "../../../design/forms/FormSheet";
import { newId } from "../../../protocol/net/ids";
import type { Site, VideoPath } from "../../../protocol/net/wire";
import { t } from "../../../text/desk";
import { acceptedZone, ownZone, zoneNames } from "../../../text/time";
import { useSave } from "../use-save";
import { PhotoPolicyFields, sitePolicyOf } from "./PhotoPolicyFields";

interface SiteSheetProps {
  organization: string;
  previous?: Site;
  onClose: () => void;
  onDone: (site: Site) => void;
}

const textsOf = (site?: Site) => ({
  name: site?.name ?? "",
  address: site?.address ?? "",
  time_zone: site?.time_zone ?? acceptedZone(ownZone),
  access_instructions: site?.access_instructions ?? "",
});

export function SiteSheet({ organization, previous, onClose, onDone }: SiteSheetProps) {
  const words = t().places;
  const [id] = useState(() => previous?.id ?? newId());
  const [site, set] = useState(() => textsOf(previous));
  const [path, choose] = useState<VideoPath>(previous?.video_path ?? "node");
  const [policy, setPolicy] = useState(() => sitePolicyOf(previous));
  const body = { ...site, ...policy, video_path: path };
  const { error, ...form } = useSave(
    () =>
      previous
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
  const wrongPermit = error("photo_permit_number");
  const ready = Boolean(site.name.trim() && site.time_zone.trim());
  return (
    <FormSheet title={previous?.name ?? words.newSite} ready={ready} onClose={onClose} {...form}>
      <TextField label={words.siteName} autoFocus {...field("name")} />
      <TextArea label={words.address} optional rows={2} {...field("address")} />
      <TimeZoneField {...field("time_zone")} />
      <VideoPathField path={path} onPath={choose} />
      <PhotoPolicyFields {...{ policy, onPolicy: setPolicy }} error={wrongPermit} />
      <TextArea
        label={words.access}
        hint={words.accessHint}
        optional
        {...field("access_instructions")}
      />
    </FormSheet>
  );
}

interface TimeZoneFieldProps {
  value: string;
  error: string | undefined;
  onValue: (zone: string) => void;
}

function TimeZoneField(field: TimeZoneFieldProps) {
  const words = t().places;
  return (
    <>
      <TextField label={words.timeZone} hint={words.timeZoneHint} list="zones" {...field} />
      <datalist id="zones">
        {zoneNames().map((each) => (
          <option key={each} value={each} />
        ))}
      </datalist>
    </>
  );
}

interface VideoPathFieldProps {
  path: VideoPath;
  onPath: (path: VideoPath) => void;
}

function VideoPathField({ path, onPath }: VideoPathFieldProps) {
  const words = t().places;
  return (
    <SelectField
      label={words.videoPath}
      hint={words.videoPaths[path].what}
      value={path}
      onValue={(value) => onPath(value as VideoPath)}
      options={(["node", "direct"] as const).map((each) => [each, words.videoPaths[each].name])}
    />
  );
}
