import type { OpenCall } from "../../../app/calls/open-call";
import { seated } from "../../../app/calls/calls";
import { me } from "../../../app/state";
import { wall } from "../../../app/calls/wall";
import type { Peer } from "../../../protocol/call/peer";
import type { Call } from "../../../protocol/net/wire";
import { t } from "../../../text/desk";
import { mainPeer } from "../console/stage/peers";

/** One site of the wall, as its tile shows it. */
export interface SiteView {
  site: OpenCall;
  /** The key that goes live with the site; null from the tenth site on. */
  digit: string | null;
  live: boolean;
  peer: Peer | null;
  name: string;
  /** The call with its job and place; null until the list of calls is there. */
  card: Call | null;
}

/** The sites of the wall in the order of their keys. */
export function siteViews(open: OpenCall | null): SiteView[] {
  return wall.sites.value.map((site, turn) => {
    const digit = turn < 9 ? String(turn + 1) : null;
    const peer = mainPeer(site.call.peers.value);
    const card = cardOf(site);
    return { site, digit, peer, card, live: site === open, name: nameOf(site, peer, card) };
  });
}

const cardOf = (site: OpenCall) =>
  seated.value.find((call) => call.session.id === site.session) ?? null;

/** The name of the person on the site. */
export function siteName(site: OpenCall): string {
  return nameOf(site, mainPeer(site.call.peers.value), cardOf(site));
}

/** The last name of each session, for the toast that says whose call has ended. */
const heardOf = new Map<string, string>();

function nameOf(site: OpenCall, peer: Peer | null, card: Call | null): string {
  const own = me.value?.person.id;
  const there =
    card?.session.participants.filter((each) => each.person_id !== own && !each.left_at) ?? [];
  const onSite = there.find((each) => each.role !== "expert") ?? there[0];
  const name = peer?.name ?? onSite?.name;
  if (name) heardOf.set(site.session, name);
  return name ?? heardOf.get(site.session) ?? t().expert.wall.somebody;
}
