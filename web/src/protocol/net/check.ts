import type { Connectivity, Echo, IceServer } from "./wire";

/** The paths that picture and sound can take from here, the best first. */
export const WAYS = ["direct", "udp", "tcp", "tls"] as const;

/** A direct path by UDP, or one over a TURN relay that is reached by UDP, TCP or TLS. */
export type Way = (typeof WAYS)[number];

export interface Attempt {
  way: Way;
  servers: IceServer[];
}

export interface AttemptResult {
  way: Way;
  works: boolean;
  /** The round trip in milliseconds; null where it was not measured. */
  rtt: number | null;
}

/** Whether the browser lets this page use a device; "ask": it will ask the person. */
export type DevicePermission = "granted" | "denied" | "ask" | "missing";

export interface Findings {
  /** Whether the server answered, and whether the socket stands that calls need. */
  server: boolean;
  socket: boolean;
  tried: AttemptResult[];
  camera: DevicePermission;
  microphone: DevicePermission;
}

/**
 * `direct` and `relayed`: calls work by such a path; `either`: by one of the two. `nothing`: no
 * path is open. `away`: the server is not reached. `unknown`: there is nothing that could be tried.
 */
export type CheckVerdict = "direct" | "relayed" | "either" | "nothing" | "away" | "unknown";

export function verdictOf({ server, socket, tried }: Findings): CheckVerdict {
  if (!server || !socket) return "away";
  const best = bestOf(tried);
  if (best?.way === "direct") return "direct";
  // A direct path is called closed only when it was tried.
  if (best) return tried.some(({ way }) => way === "direct") ? "relayed" : "either";
  return tried.length > 0 ? "nothing" : "unknown";
}

/** The first of the open paths, in the order in which a call would take them. */
export function bestOf(tried: AttemptResult[]): AttemptResult | null {
  return WAYS.flatMap((way) => tried.filter((each) => each.way === way && each.works))[0] ?? null;
}

/** What a call from here would have: `silent` a picture alone, `unseen` a voice alone. */
export type CallShape = "whole" | "silent" | "unseen" | "none";

export function shapeOf({ camera, microphone }: Findings): CallShape {
  const [picture, voice] = [camera, microphone].map((each) => each === "granted" || each === "ask");
  if (picture) return voice ? "whole" : "silent";
  return voice ? "unseen" : "none";
}

/** One attempt for each path that has a server; a path with several servers tries them together. */
export function attemptsFor({ ice_servers, echo }: Connectivity): Attempt[] {
  const stun = ice_servers.filter(({ urls }) => urls.some((url) => /^stuns?:/.test(url)));
  // With an echo ICE tries a direct path; without one, a STUN server tells whether UDP gets out.
  const direct: Attempt[] =
    echo || stun.length > 0 ? [{ way: "direct", servers: echo ? [] : stun }] : [];
  const relays = WAYS.flatMap((way): Attempt[] => {
    const servers = ice_servers.flatMap((server) => {
      const urls = server.urls.filter((url) => wayOf(url) === way);
      return urls.length > 0 ? [{ ...server, urls }] : [];
    });
    return servers.length > 0 ? [{ way, servers }] : [];
  });
  return [...direct, ...relays];
}

/** How the TURN server of this URL is reached (RFC 7065); null for any other server. */
export function wayOf(url: string): Exclude<Way, "direct"> | null {
  if (url.startsWith("turns:")) return "tls";
  if (!url.startsWith("turn:")) return null;
  return url.endsWith("?transport=tcp") ? "tcp" : "udp";
}

/**
 * An SDP answer for the echo to an offer of one data channel, as of an ICE-lite peer. The echo
 * answers ICE under this name and password, and nothing else: the check needs no more than the
 * connected state of ICE. As the active side the echo would have to begin DTLS, which it never
 * does.
 */
export function answerOf(echo: Echo, offer: string): string {
  const mid = /^a=mid:(.*)$/m.exec(offer)?.[1]?.trim() ?? "0";
  const candidates = echo.addresses.map(
    (address, turn) =>
      `a=candidate:${turn + 1} 1 udp ${2_130_706_431 - turn * 256} ${address} ${echo.port} typ host`,
  );
  return [
    ...["v=0", "o=- 1 1 IN IP4 0.0.0.0", "s=-", "t=0 0", "a=ice-lite", `a=group:BUNDLE ${mid}`],
    "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
    "c=IN IP4 0.0.0.0",
    ...[`a=mid:${mid}`, `a=ice-ufrag:${echo.fragment}`, `a=ice-pwd:${echo.password}`],
    `a=fingerprint:sha-256 ${Array<string>(32).fill("00").join(":")}`,
    ...["a=setup:active", "a=sctp-port:5000", ...candidates],
    "",
  ].join("\r\n");
}
