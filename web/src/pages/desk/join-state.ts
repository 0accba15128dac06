import type { Join } from "../../protocol/net/wire";
import { t } from "../../text/desk";
import { moment } from "../../text/time";

/** A join is open, taken, ended or revoked; an open or a taken one can be revoked. */
export function joinState(
  join: Join,
  zone: string,
  now: number,
): { words: string; ended: boolean } {
  const words = t().office.join;
  if (join.revoked_at) return { words: words.revoked(moment(join.revoked_at, zone)), ended: true };
  const until = moment(join.expires_at, zone);
  if (Date.parse(join.expires_at) < now) return { words: words.expired(until), ended: true };
  if (!join.taken_at) return { words: words.open(until), ended: false };
  const taken = words.taken(join.name, moment(join.taken_at, zone));
  return { words: `${taken} · ${words.until(until)}`, ended: false };
}
