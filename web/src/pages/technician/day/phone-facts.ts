import { keptDay } from "../../../app/kept/day";
import { outbox } from "../../../app/outbox";
import { lookAtRoom } from "../../../device/store/room";
import { isJobPath } from "../../../protocol/kept/kept";

/** What this phone holds: what waits to be sent, the jobs that it keeps, and the room for more. */
export async function lookAtPhone() {
  const items = outbox.items.peek().filter((item) => item.progress.peek().stage !== "stored");
  const kept =
    (await keptDay()
      ?.jobs()
      .catch(() => [])) ?? [];
  return {
    waiting: items.length,
    bytes: items.reduce((sum, { entry }) => sum + ("blob" in entry ? entry.blob.size : 0), 0),
    jobs: kept.filter(({ path }) => isJobPath(path)).length,
    room: await lookAtRoom(),
  };
}
