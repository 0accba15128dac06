import type { PhotoPolicy, Site } from "../../protocol/net/wire";
import { t } from "../../text";

/** What a site allows of pictures, and by which permit; "" where nothing is to be said. */
export function policyWords(policy: PhotoPolicy | null | undefined): string {
  if (!policy) return "";
  const words = t().photoPolicy;
  const { rule, permit_required, permit_number } = policy;
  if (rule === "none") return permit_required && !permit_number ? words.noPermit : words.none;
  const permit = permit_number && words.permit(permit_number);
  return [rule === "stills_only" && words.stills_only, permit].filter(Boolean).join(" ");
}

/** The policy of a site as its jobs show it: no picture while a required permit is missing. */
export function policyOf(site: Site): PhotoPolicy {
  const { photo_rule, photo_permit_required, photo_permit_number } = site;
  return {
    rule: photo_permit_required && !photo_permit_number ? "none" : photo_rule,
    permit_required: photo_permit_required,
    permit_number: photo_permit_number,
  };
}
