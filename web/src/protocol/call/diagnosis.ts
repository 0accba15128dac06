import type { PhotoRule, StateData } from "../net/wire";
import type { Peer } from "./peer";

/** The facts about a peer that bear on her picture and her voice. */
export type PeerSigns = Pick<
  Peer,
  "present" | "state" | "since" | "via" | "flow" | "device" | "power" | "photoRule"
>;

/** Why a phone has no camera, or no microphone. */
export type LackedDevice = NonNullable<StateData["camera_problem"]>;

/** When each went missing: milliseconds by this page's clock, null while it is there. */
export interface MissingMedia {
  voice: number | null;
  picture: number | null;
  page: number | null;
}

export const nothingMissing: MissingMedia = { voice: null, picture: null, page: null };

/**
 * What is the matter with a peer's picture or voice; with `since` where seconds are worth telling.
 *
 * - `fine`: her media come.
 * - `here`: this page's own connection is gone, so that nothing can be said of hers.
 * - `network`: nothing comes from her phone, which has not announced that it would go.
 * - `closed`: her page went first, and its picture and sound with it.
 * - `hidden`, `taken`, `saver`, `paused`: the reason why the phone holds the picture back; `phone`:
 *   a telephone call takes the microphone; `off`: she has switched the camera off; `camera`: the
 *   phone has none that it could open, for that `problem`.
 * - `forbidden`: her voice comes, and her site allows no video.
 * - `picture`, `sound`: the one is missing while the other comes; `stands`: the picture is frozen.
 * - `stills`, `voice`: her network carries no more than that, as the phone itself has measured;
 *   `thrift`: she has chosen stills, to save her battery.
 * - `heat`, `battery`: the picture is smaller, so that the phone stays cool, or lasts longer.
 * - `connecting`, `reconnecting`: there is no path yet, or no more, for no known reason.
 */
export type Diagnosis =
  | {
      kind: "fine" | "hidden" | "taken" | "phone" | "saver" | "paused" | "off" | "stills" | "voice";
    }
  | { kind: "thrift" | "heat" | "battery" }
  | { kind: "connecting" }
  | { kind: "forbidden"; rule: Exclude<PhotoRule, "allowed"> }
  | { kind: "camera"; problem: LackedDevice }
  | {
      kind: "here" | "network" | "closed" | "picture" | "sound" | "stands" | "reconnecting";
      since: number;
    };

export interface DiagnosisContext {
  missing: MissingMedia;
  /** Whether this page itself has a connection to the server. */
  online: boolean;
  /**
   * Milliseconds since the last frame was shown; null before the first, or where none is watched.
   */
  age: number | null;
  now: number;
}

/** A frame that is late by more milliseconds than this makes the picture stand still. */
export const STANDS = 2000;

/** The media that are missing now; those that were missing before keep their time. */
export function missing(before: MissingMedia, peer: PeerSigns, now: number): MissingMedia {
  const { flow, device, present, photoRule } = peer;
  const sends = device === null || (device.camera === "on" && device.sends !== "voice");
  const films = sends && photoRule === "allowed";
  const speaks = device === null || !device.muted;
  const since = (gone: boolean, then: number | null) => (gone ? (then ?? now) : null);
  return {
    voice: since(flow !== null && !flow.audio && speaks, before.voice),
    picture: since(flow !== null && !flow.video && films, before.picture),
    page: since(!present, before.page),
  };
}

export function diagnose(peer: PeerSigns, around: DiagnosisContext): Diagnosis {
  return (
    ofOurs(peer, around) ??
    ofThePage(peer, around) ??
    ofThePhone(peer) ??
    ofThePath(peer, around) ??
    ofTheMedia(peer, around) ?? { kind: "fine" }
  );
}

/** While this page is offline, a peer whose media do not come may be as well connected as ever. */
function ofOurs({ state, since }: PeerSigns, { online }: DiagnosisContext): Diagnosis | null {
  return online || state === "live" ? null : { kind: "here", since };
}

/**
 * A page that is closed reports it at once, and its sound stops with it. A lost network takes both,
 * and shows in the sound first, since the server waits seven seconds for a page to answer.
 */
function ofThePage(
  { state, since, device, flow }: PeerSigns,
  { missing: { page, ...media } }: DiagnosisContext,
): Diagnosis | null {
  if (page === null || state === "live") return null;
  // A phone that is locked stops answering a little after it has told so.
  const sleep = asleep(device);
  if (sleep) return sleep;
  const silent = silentSince(media, flow);
  if (silent !== null && silent < page) return { kind: "network", since: silent };
  return { kind: "closed", since: state === "absent" ? since : page };
}

function ofThePhone({ device, photoRule }: PeerSigns): Diagnosis | null {
  if (!device) return null;
  if (device.reason === "call") return { kind: "phone" };
  if (photoRule !== "allowed") return null;
  if (device.camera === "off")
    return device.camera_problem
      ? { kind: "camera", problem: device.camera_problem }
      : { kind: "off" };
  if (device.camera !== "paused") return null;
  return { kind: device.reason ?? "paused" };
}

function ofThePath(
  { state, since, via, flow }: PeerSigns,
  { missing: gone }: DiagnosisContext,
): Diagnosis | null {
  const silent = silentSince(gone, flow);
  if (silent !== null) return { kind: "network", since: silent };
  if (state === "connecting") return { kind: "connecting" };
  if (state === "live") return null;
  return via === "node" && flow === null ? { kind: "connecting" } : { kind: "reconnecting", since };
}

function ofTheMedia(
  { device, power, photoRule: rule }: PeerSigns,
  { missing: gone, age, now }: DiagnosisContext,
): Diagnosis | null {
  if (rule !== "allowed")
    return gone.voice === null ? { kind: "forbidden", rule } : { kind: "sound", since: gone.voice };
  if (gone.picture !== null) return { kind: "picture", since: gone.picture };
  if (device?.camera === "on" && age !== null && age > STANDS && device.sends === "video") {
    return { kind: "stands", since: now - age };
  }
  if (gone.voice !== null) return { kind: "sound", since: gone.voice };
  return device && ofTheEncoder(device, power);
}

/** What the phone sends is less than its best: by its network, by her choice, or for its own sake. */
function ofTheEncoder({ sends, camera }: StateData, power: PeerSigns["power"]): Diagnosis | null {
  const lowered = power?.lowered ?? null;
  if (sends !== "video")
    return { kind: sends === "stills" && lowered === "stills" ? "thrift" : sends };
  return camera === "on" && (lowered === "heat" || lowered === "battery")
    ? { kind: lowered }
    : null;
}

/** When media stopped coming altogether, though some should; null while any come. */
function silentSince(
  { voice, picture }: Omit<MissingMedia, "page">,
  flow: PeerSigns["flow"],
): number | null {
  if (!flow || flow.audio || flow.video) return null;
  if (voice === null || picture === null) return voice ?? picture;
  return Math.max(voice, picture);
}

function asleep(device: PeerSigns["device"]): Diagnosis | null {
  if (device?.reason === "call") return { kind: "phone" };
  if (device?.camera !== "paused") return null;
  return device.reason === "hidden" || device.reason === "saver" ? { kind: device.reason } : null;
}
