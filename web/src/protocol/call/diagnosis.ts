import type { Peer } from "./peer";

/** What is told of a peer that bears on her picture and her voice. */
export type PeerSigns = Pick<Peer, "present" | "state" | "since" | "via" | "flow" | "shown">;

/** Since when each has been missing: milliseconds by our own clock, null while it is there. */
export interface MissingMedia {
  voice: number | null;
  picture: number | null;
  page: number | null;
}

export const nothingMissing: MissingMedia = { voice: null, picture: null, page: null };

/**
 * What is the matter with a peer's picture or voice. `since` where seconds are worth telling.
 *
 * - `fine`: what she sends comes.
 * - `here`: our own connection is gone, so that nothing can be said of hers.
 * - `network`: nothing comes from her phone, and it didn't say that it would go.
 * - `closed`: her page went first, and its picture and sound with it.
 * - `hidden`, `taken`, `saver`, `paused`: why the phone holds the picture back; `phone`: it is on a
 *   call by telephone, which takes the microphone; `off`: she has switched the camera off.
 * - `picture`, `sound`: the one that doesn't come while the other does; `stands`: frames stand still.
 * - `stills`, `voice`: all that her network carries, as the phone itself has found.
 * - `connecting`, `reconnecting`: no path yet, or no more, and nobody has said why.
 */
export type Diagnosis =
  | {
      kind: "fine" | "hidden" | "taken" | "phone" | "saver" | "paused" | "off" | "stills" | "voice";
    }
  | { kind: "connecting" }
  | {
      kind: "here" | "network" | "closed" | "picture" | "sound" | "stands" | "reconnecting";
      since: number;
    };

export interface DiagnosisContext {
  missing: MissingMedia;
  /** Whether this page itself has a connection to the server. */
  online: boolean;
  /** Milliseconds since the last frame was shown; null before the first, or where none is watched. */
  age: number | null;
  now: number;
}

/** A frame may be late by so much before it is worth a word. */
export const STANDS = 2000;

/** What is missing now; what was missing before keeps its time. */
export function missing(before: MissingMedia, peer: PeerSigns, now: number): MissingMedia {
  const { flow, shown, present } = peer;
  const films = shown === null || (shown.camera === "on" && shown.sends !== "voice");
  const speaks = shown === null || !shown.muted;
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

/** While no picture or sound of hers comes: with our own line down, hers may be as good as ever. */
function ofOurs({ state, since }: PeerSigns, { online }: DiagnosisContext): Diagnosis | null {
  return online || state === "live" ? null : { kind: "here", since };
}

/** Pages that are closed say so at once, and their sound stops with them; a network takes both, and
 * is noticed by the sound first, since the server waits seven seconds for a page to answer. */
function ofThePage(
  { state, since, shown, flow }: PeerSigns,
  { missing: { page, ...media } }: DiagnosisContext,
): Diagnosis | null {
  if (page === null || state === "live") return null;
  // A phone that is locked stops answering a little later: why it went was said before.
  const said = asleep(shown);
  if (said) return said;
  const silent = silentSince(media, flow);
  if (silent !== null && silent < page) return { kind: "network", since: silent };
  return { kind: "closed", since: state === "absent" ? since : page };
}

function ofThePhone({ shown }: PeerSigns): Diagnosis | null {
  if (!shown) return null;
  if (shown.why === "call") return { kind: "phone" };
  if (shown.camera === "off") return { kind: "off" };
  if (shown.camera !== "paused") return null;
  return { kind: shown.why ?? "paused" };
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
  { shown }: PeerSigns,
  { missing: gone, age, now }: DiagnosisContext,
): Diagnosis | null {
  if (gone.picture !== null) return { kind: "picture", since: gone.picture };
  if (shown?.camera === "on" && age !== null && age > STANDS && shown.sends === "video") {
    return { kind: "stands", since: now - age };
  }
  if (gone.voice !== null) return { kind: "sound", since: gone.voice };
  return shown && shown.sends !== "video" ? { kind: shown.sends } : null;
}

/** Since when nothing has come at all, though something should. */
function silentSince(
  { voice, picture }: Omit<MissingMedia, "page">,
  flow: PeerSigns["flow"],
): number | null {
  if (!flow || flow.audio || flow.video) return null;
  if (voice === null || picture === null) return voice ?? picture;
  return Math.max(voice, picture);
}

function asleep(shown: PeerSigns["shown"]): Diagnosis | null {
  if (shown?.why === "call") return { kind: "phone" };
  if (shown?.camera !== "paused") return null;
  return shown.why === "hidden" || shown.why === "saver" ? { kind: shown.why } : null;
}
