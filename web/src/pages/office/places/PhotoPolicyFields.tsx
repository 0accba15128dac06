import { CheckField, SelectField, TextField } from "../../../design/forms/Field";
import type { PhotoRule, Site } from "../../../protocol/net/wire";
import { t } from "../../../text/desk";
import { policyOf, policyWords } from "../../job/photo-policy";

export type SitePolicy = Pick<Site, "photo_rule" | "photo_permit_required" | "photo_permit_number">;

export const sitePolicyOf = (site?: Site): SitePolicy => ({
  photo_rule: site?.photo_rule ?? "allowed",
  photo_permit_required: site?.photo_permit_required ?? false,
  photo_permit_number: site?.photo_permit_number ?? "",
});

interface PhotoPolicyFieldsProps {
  policy: SitePolicy;
  /** The server's word on the number. */
  error: string | undefined;
  onPolicy: (policy: SitePolicy) => void;
}

const RULES: PhotoRule[] = ["allowed", "stills_only", "none"];

/** The pictures that the site allows, and the permit for them. */
export function PhotoPolicyFields({ policy, error, onPolicy }: PhotoPolicyFieldsProps) {
  const words = t().places.photos;
  const { photo_rule: rule, photo_permit_required: required } = policy;
  const change = (part: Partial<SitePolicy>) => onPolicy({ ...policy, ...part });
  return (
    <>
      <SelectField
        label={words.rule}
        hint={words.rules[rule].what}
        value={rule}
        onValue={(value) => change({ photo_rule: value as PhotoRule })}
        options={RULES.map((each) => [each, words.rules[each].name])}
      />
      {rule !== "none" && (
        <>
          <CheckField
            label={words.required}
            checked={required}
            onChecked={(on) => change({ photo_permit_required: on })}
          />
          <TextField
            label={words.number}
            hint={required && !policy.photo_permit_number.trim() ? words.missing : words.numberHint}
            optional={!required}
            maxLength={60}
            value={policy.photo_permit_number}
            error={error}
            onValue={(value) => change({ photo_permit_number: value })}
          />
        </>
      )}
    </>
  );
}

/** The policy of a site in its card; nothing where everything is allowed without a permit. */
export function SitePolicyLine({ site }: { site: Site }) {
  const words = policyWords(policyOf(site));
  if (!words) return null;
  return (
    <p>
      <strong>{t().photoPolicy.name}: </strong>
      {words}
    </p>
  );
}
