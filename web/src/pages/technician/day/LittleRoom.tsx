import { useEffect, useState } from "preact/hooks";
import { lookAtRoom } from "../../../device/store/room";
import { t } from "../../../text";

/** Bytes that a photo of a phone takes, rather more than less. */
const PHOTO = 5_000_000;
/** So few photos are soon taken: she reads it while there is still time to do something. */
const FEW = 60;

/** Says how many photos this phone still has room for, when they are few. */
export function LittleRoom() {
  const [free, set] = useState<number | null>(null);
  useEffect(() => void lookAtRoom().then((room) => set(room?.free ?? null)), []);
  if (free === null || free >= FEW * PHOTO) return null;
  return (
    <div class="notice" role="alert">
      <p class="notice-title">{t().kept.littleRoom(Math.floor(free / PHOTO))}</p>
      <p>{t().kept.littleRoomWhat}</p>
    </div>
  );
}
