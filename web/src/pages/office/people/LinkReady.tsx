import { CopyField } from "../../../design/forms/CopyField";
import { Sheet } from "../../../design/overlays/Sheet";
import type { PersonWithLink } from "../../../protocol/net/wire";
import { t } from "../../../text/desk";
import { moment, ownZone } from "../../../text/time";

interface LinkReadyProps extends PersonWithLink {
  title: string;
  onClose: () => void;
}

/** The one moment at which the link exists in readable form. */
export function LinkReady({ title, person, link, onClose }: LinkReadyProps) {
  const words = t().places;
  return (
    <Sheet title={title} onClose={onClose}>
      <p>{words.linkWhat(person.name)}</p>
      <CopyField label={t().office.share.copy} value={link.url} />
      <p class="quiet num">{words.linkUntil(moment(link.expires_at, ownZone))}</p>
    </Sheet>
  );
}
