/**
 * The ICE servers without those for STUN. A node finds each browser by its first packet, so that a
 * leg needs no address of its own; and a STUN server that is not asked can't be slow to answer.
 */
export function relaysOf(servers: RTCIceServer[]): RTCIceServer[] {
  return servers.flatMap((server) => {
    const urls = [server.urls].flat().filter((url) => !/^stuns?:/.test(url));
    return urls.length > 0 ? [{ ...server, urls }] : [];
  });
}
