import { Badge } from "../../design/status/Badge";
import { t } from "../../text/desk";

/** How much on a job waits for the desk's decision; silent where nothing does. */
export function WaitingBadge({ count }: { count: number }) {
  return count > 0 ? <Badge tone="wait">{t().office.waitingOn(count)}</Badge> : null;
}
