import { CopyField } from "../../design/forms/CopyField";
import { LinkButton } from "../../design/Button";
import { Sheet } from "../../design/overlays/Sheet";
import type { ListedJoin } from "../../protocol/net/wire";
import { t } from "../../text/desk";
import { moment } from "../../text/time";
import "./join.css";

interface JoinReadyProps {
  job: string;
  join: ListedJoin;
  zone: string;
  onClose: () => void;
}

/** The join link in every form that gets it onto a phone: to scan, to send, to copy. */
export function JoinReady({ job, join, zone, onClose }: JoinReadyProps) {
  const words = t().office.join;
  // `?&`: iOS reads the text after an &, Android after a ?.
  const sms = `sms:?&body=${encodeURIComponent(words.smsText(join.name, join.url))}`;
  return (
    <Sheet title={words.readyTitle(join.name)} onClose={onClose}>
      <p>{words.ready}</p>
      <img
        class="join-qr"
        src={`/api/jobs/${job}/joins/${join.id}/qr.svg`}
        alt={words.qr(join.name)}
        width="240"
        height="240"
      />
      <CopyField label={words.copy} value={join.url} />
      <div class="row">
        <LinkButton href={sms} icon="message">
          {words.sms}
        </LinkButton>
      </div>
      <p class="quiet">{words.once}</p>
      <p class="quiet num">{words.open(moment(join.expires_at, zone))}</p>
    </Sheet>
  );
}
