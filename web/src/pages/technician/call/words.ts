import type { Peer } from "../../../protocol/call/peer";
import type { Sends } from "../../../protocol/call/sending/upstream";
import type { PhotoRule, Session } from "../../../protocol/net/wire";
import { t } from "../../../text/call";
import { authorName, type NamedPerson } from "../../../text/author";

/** The peers at the other end: the experts, or everybody else where there is none. */
function others(peers: Peer[]): Peer[] {
  const experts = peers.filter((peer) => peer.role === "expert");
  return experts.length > 0 ? experts : peers;
}

export function otherNames(peers: Peer[], session: Session | null): string {
  const ends = others(peers);
  if (ends.length > 0) return ends.map((peer) => peer.name).join(", ");
  return session?.claimed_by?.name ?? "";
}

/**
 * The expert who has only stills of her while no expert sees her live, being at another site. Null
 * while one sees her live, or none is there.
 */
export function aside(peers: Peer[]): Peer | null {
  const there = peers.filter((peer) => peer.role === "expert" && peer.present);
  return there.every((peer) => peer.watches === "stills") ? (there[0] ?? null) : null;
}

/** The words for the best of the connections, over which the talk goes on. */
export function lineWords(peers: Peer[], at: number, sends: Sends = "video"): string {
  const words = t().call;
  const best = bestOf(others(peers));
  if (!best) return navigator.onLine ? words.alone : words.noNetwork;
  const elsewhere = aside(peers);
  if (elsewhere && navigator.onLine) return words.aside(firstName(elsewhere.name));
  const seconds = Math.max(0, Math.round((at - best.since) / 1000));
  if (best.state === "live" && sends !== "video") {
    return sends === "stills" ? words.byStills(best.rtt) : words.byVoice(best.rtt);
  }
  if (best.state === "live") return best.rtt === null ? words.live : words.liveWith(best.rtt);
  if (!navigator.onLine) return words.noNetwork;
  if (best.state === "absent") return words.away(best.name, seconds);
  return best.state === "connecting" ? words.connecting : words.reconnecting(seconds);
}

/** Milliseconds: a shorter break is a network's daily stumble. */
const STUMBLE = 4000;

/** The media that the network keeps from the other end: everything, or the picture alone. */
export function outage(peers: Peer[], at: number, sends: Sends): "cut" | "voice" | null {
  const best = bestOf(others(peers));
  if (!best) return null;
  if (!navigator.onLine) return "cut";
  // An expert who watches by stills has no connection of her own that could be searched.
  if (aside(peers)) return null;
  const searched = best.state === "reconnecting" || best.state === "connecting";
  if (searched && at - best.since >= STUMBLE) return "cut";
  return sends === "voice" ? "voice" : null;
}

const ORDER = ["live", "reconnecting", "connecting", "absent"];

function bestOf(peers: Peer[]): Peer | undefined {
  return [...peers].sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state))[0];
}

/** The first name, for places with little room. */
export function firstName(name: string): string {
  return name.split(" ")[0] ?? name;
}

/** An author's first name with her role. */
export function shortAuthorName(author: NamedPerson): string {
  return authorName({ ...author, name: firstName(author.name) });
}

/**
 * What the others in a call see of the site; `allowed`: the words where nothing is forbidden. A server of an
 * earlier version tells no rule.
 */
export const filmedWords = (rule: PhotoRule | undefined, allowed: string): string =>
  !rule || rule === "allowed" ? allowed : t().call.policy[rule];
