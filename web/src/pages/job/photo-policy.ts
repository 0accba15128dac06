import type { PhotoPolicy, Site } from "../../protocol/net/wire";
import { t } from "../../text";

/** What a site allows of pictures, and by which permit; "" where nothing is to be said. */
export function policyWords(policy: PhotoPolicy | null | undefined): string {
  if (!policy) return "";
  const words = t().photoPolicy;
  const { rule, permit_number } = policy;
  if (rule === "none") return words[forbiddenBy(policy)];
  const permit = permit_number && words.permit(permit_number);
  return [rule === "stills_only" && words.stills_only, permit].filter(Boolean).join(" ");
}

/** The same for whoever works there, with what to do where nothing may be taken. */
export function takersWords(policy: PhotoPolicy | null | undefined): string {
  const said = policyWords(policy);
  return policy?.rule === "none" ? `${said} ${t().photoPolicy.instead[forbiddenBy(policy)]}` : said;
}

const forbiddenBy = ({ permit_required, permit_number }: PhotoPolicy): "none" | "noPermit" =>
  permit_required && !permit_number ? "noPermit" : "none";

/** The policy of a site as its jobs show it: no picture while a required permit is missing. */
export function policyOf(site: Site): PhotoPolicy {
  const { photo_rule, photo_permit_required, photo_permit_number } = site;
  return {
    rule: photo_permit_required && !photo_permit_number ? "none" : photo_rule,
    permit_required: photo_permit_required,
    permit_number: photo_permit_number,
  };
}
