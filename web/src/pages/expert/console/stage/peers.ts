import type { Peer } from "../../../../protocol/call/peer";

/**
 * The peer whose picture fills the stage: one on site, and of these one who is live before one who
 * is not.
 */
export function mainPeer(peers: Peer[]): Peer | null {
  const onSite = peers.filter((peer) => peer.role === "technician" || peer.role === "guest");
  return onSite.find((peer) => peer.state === "live") ?? onSite[0] ?? peers[0] ?? null;
}
