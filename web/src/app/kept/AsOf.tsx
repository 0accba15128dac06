import { Icon } from "../../design/Icon";
import { useNow } from "../../design/status/Clock";
import { ageOf } from "../../protocol/kept/kept";
import { isoOf } from "../../protocol/instants";
import { t } from "../../text";
import { moment, ownZone } from "../../text/time";
import { live } from "../state";
import "./as-of.css";

/** Says as of when the page holds, once that is some time ago, and why it is not newer. */
export function AsOf({ at }: { at: number | null }) {
  const now = useNow();
  if (at === null) return null;
  const age = ageOf(at, now);
  if (age === "fresh") return null;
  return (
    <p class={`as-of as-of-${age} num`} role="status">
      <Icon name={age === "old" ? "warning" : "clock"} />
      <span>{asOfWords(at, now)}</span>
    </p>
  );
}

function asOfWords(at: number, now: number): string {
  const words = t().kept;
  const time = moment(isoOf(at), ownZone, now);
  if (!navigator.onLine) return words.noNetwork(time);
  return live().status.value.kind === "live" ? words.asOf(time) : words.noAnswer(time);
}
