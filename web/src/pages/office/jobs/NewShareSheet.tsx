import { api } from "../../../app/state";
import { CopyField } from "../../../design/forms/CopyField";
import { Sheet } from "../../../design/overlays/Sheet";
import type { ListedShare } from "../../../protocol/net/wire";
import { t } from "../../../text/desk";
import { moment } from "../../../text/time";
import { NewLinkSheet } from "../../desk/NewLinkSheet";

const DAYS = [1, 7, 30, 90];
const DAY = 86_400_000;

interface NewShareSheetProps {
  job: string;
  zone: string;
  onClose: () => void;
  onCreated: () => void;
}

export function NewShareSheet({ job, zone, onClose, onCreated }: NewShareSheetProps) {
  const words = t().office.share;
  return (
    <NewLinkSheet
      words={words}
      field={{ name: "label", label: words.label, hint: words.labelHint }}
      lifetimes={{ unit: DAY, counts: DAYS, first: 30, words: words.days }}
      create={async ({ name, ...request }) => {
        const share = await api.createShare(job, { ...request, label: name });
        onCreated();
        return share;
      }}
      onClose={onClose}
      ready={(share) => <ShareReady share={share} zone={zone} onClose={onClose} />}
    />
  );
}

interface ShareReadyProps {
  share: ListedShare;
  zone: string;
  onClose: () => void;
}

function ShareReady({ share, zone, onClose }: ShareReadyProps) {
  const words = t().office.share;
  return (
    <Sheet title={share.label} onClose={onClose}>
      <p>{words.ready}</p>
      <CopyField label={words.copy} value={share.url} />
      <p class="quiet">{words.until(moment(share.expires_at, zone))}</p>
    </Sheet>
  );
}
