import { signal } from "@preact/signals";
import type { Peer } from "../../../protocol/call";
import type { JobDocument, Mark } from "../../../protocol/wire";

/** The picture that this phone shows in place of its camera, once all of it is there. */
export const onScreen = signal<string | null>(null);
/** What she has put aside, and the newest mark that she had seen on it then. */
export const putAside = signal<{ picture: string; newest: string } | null>(null);
/** What she looks at again, though nobody holds it up any more. */
export const again = signal<string | null>(null);

export interface HeldUp {
  picture: string;
  /** Who holds it up; null for one that she looks at again. */
  by: Peer | null;
}

/** What an expert in the call holds up just now. */
export function heldBy(peers: Peer[]): HeldUp | null {
  const by = peers.find((peer) => peer.role === "expert" && peer.shown?.shows && peer.state !== "absent");
  return by?.shown?.shows ? { picture: by.shown.shows, by } : null;
}

/** What is to be shown in place of her camera: a new mark brings back what she had put aside. */
export function toShow(peers: Peer[], document: JobDocument | null): HeldUp | null {
  const held = heldBy(peers);
  const { picture = "", newest = "" } = putAside.value ?? {};
  const aside = held?.picture === picture && newestOn(document, picture) <= newest;
  if (held && !aside) return held;
  return again.value ? { picture: again.value, by: null } : null;
}

/** Back to the camera. */
export function lookAway(picture: string, document: JobDocument | null): void {
  again.value = null;
  putAside.value = { picture, newest: newestOn(document, picture) };
}

/** The picture that was marked last in a session; null while none is, or when it was withdrawn. */
export function lastMarked(document: JobDocument | null, session: string): Mark | null {
  const marks = Object.values(document?.marks ?? {})
    .filter((mark) => mark.session_id === session && mark.undone_at === null)
    .filter((mark) => document?.evidence[mark.evidence_id]?.withdrawn_at === null)
    .sort((a, b) => a.drawn_at.localeCompare(b.drawn_at));
  return marks.at(-1) ?? null;
}

/** What was taken back counts: taking it back is no reason to leave the picture again. */
function newestOn(document: JobDocument | null, picture: string): string {
  const marks = Object.values(document?.marks ?? {}).filter((mark) => mark.evidence_id === picture);
  return marks.reduce((newest, mark) => (mark.drawn_at > newest ? mark.drawn_at : newest), "");
}
