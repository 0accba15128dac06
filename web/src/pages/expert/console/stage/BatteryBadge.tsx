import { Badge } from "../../../../design/status/Badge";
import { isLow } from "../../../../protocol/call/sending/saving";
import type { Battery } from "../../../../protocol/net/wire";
import { t } from "../../../../text/desk";
import { span } from "../../../../text/spans";

/** The battery of a phone in words, with the time that it lasts where that is known. */
export function batteryWords({ level, charging, minutes }: Battery): string {
  const words = t().expert.stage.battery;
  if (charging) return words.charging(level);
  return minutes === null ? words.level(level) : words.lasts(level, span(minutes * 60_000));
}

/** The battery of a peer's phone; it stays when she is gone, since it may be the reason. */
export function BatteryBadge({ battery }: { battery: Battery | null }) {
  if (!battery) return null;
  return <Badge tone={isLow(battery) ? "wait" : "plain"}>{batteryWords(battery)}</Badge>;
}
