import { useEffect, useState } from "preact/hooks";
import { canChooseWifi, setWifiOnly, wifiOnly } from "../../app/wifi-only";
import { CheckField } from "../../design/forms/Field";
import { Card } from "../../design/Card";
import type { Room } from "../../device/store/room";
import { t } from "../../text";
import { megabytes } from "../../text/size";

/** What a phone holds of the person who is signed in. */
export interface PhoneFacts {
  /** The number of items that wait to be sent, and their bytes. */
  waiting: number;
  bytes: number;
  jobs: number;
  room: Room | null;
}

/** The room on a technician's phone: what this site takes, what is free, and what waits there. */
export function ThisPhone({ look }: { look: () => Promise<PhoneFacts> }) {
  const [facts, set] = useState<PhoneFacts | null>(null);
  useEffect(() => void look().then(set), [look]);
  if (!facts) return null;
  const words = t().kept;
  const { waiting, bytes, jobs, room } = facts;
  return (
    <Card label={words.phone}>
      <h2>{words.phone}</h2>
      <dl class="facts num">
        <dt>{words.waits}</dt>
        <dd>{words.waiting(waiting, megabytes(bytes))}</dd>
        <dt>{words.jobs}</dt>
        <dd>{jobs}</dd>
        <dt>{words.used}</dt>
        <dd>{room ? megabytes(room.used) : words.unknown}</dd>
        <dt>{words.free}</dt>
        <dd>{room ? megabytes(room.free) : words.unknown}</dd>
      </dl>
      {canChooseWifi() && (
        <>
          <CheckField label={words.wifiOnly} checked={wifiOnly.value} onChecked={setWifiOnly} />
          <p class="quiet">{words.wifiOnlyWhat}</p>
        </>
      )}
      {room && <p class="quiet">{room.promised ? words.promised : words.unpromised}</p>}
      <p class="quiet">{words.ends}</p>
    </Card>
  );
}
