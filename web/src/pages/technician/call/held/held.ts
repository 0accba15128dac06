import { signal } from "@preact/signals";
import { forgetStills, ownStills, type OwnStill } from "../../../../device/media/own-stills";
import type { Peer } from "../../../../protocol/call/peer";
import { isId } from "../../../../protocol/net/ids";
import { read, sameAs } from "../../../../protocol/job/fingerprint";
import type { JobDocument, Mark } from "../../../../protocol/net/wire";

/** The picture that this phone shows in place of its camera, once all of it is there. */
export const onScreen = signal<string | null>(null);
/** The picture that she has put aside, with the newest mark that she had seen on it. */
export const putAside = signal<{ picture: string; newest: string } | null>(null);
/** The picture that she looks at again, though nobody holds it up any more. */
export const again = signal<string | null>(null);

export interface HeldUp {
  picture: string;
  /** The expert who holds it up; null for a picture that she looks at again. */
  by: Peer | null;
}

/** The picture that an expert in the call holds up just now. */
export function heldBy(peers: Peer[]): HeldUp | null {
  const experts = peers.filter((peer) => peer.role === "expert" && peer.state !== "absent");
  const by = experts.find((peer) => isId(peer.device?.shows));
  return by?.device?.shows ? { picture: by.device.shows, by } : null;
}

/** The picture to show in place of her camera: a new mark brings back what she had put aside. */
export function toShow(peers: Peer[], document: JobDocument | null): HeldUp | null {
  const held = heldBy(peers);
  const { picture = "", newest = "" } = putAside.value ?? {};
  const aside = held?.picture === picture && newestOn(document, picture) <= newest;
  if (held && !aside) return held;
  return again.value ? { picture: again.value, by: null } : null;
}

/** Whether anything of the picture can be seen yet: until then her camera stays where it is. */
export function isHere({ picture }: HeldUp, document: JobDocument | null): boolean {
  return copies.value.has(picture) || document?.evidence[picture]?.renditions.large !== undefined;
}

/**
 * The stills that this phone had sent itself and that were held up to it, by the picture's id:
 * nothing has to come back by a line that carries stills alone. A copy is looked for once, when the
 * picture is held up, since a later still might be more alike by chance.
 */
export const copies = signal<ReadonlyMap<string, OwnStill>>(new Map());

export function lookForCopy({ picture, by }: HeldUp): void {
  const print = read(by?.device?.print);
  const own = print && !copies.peek().has(picture) && sameAs(print, ownStills.peek());
  if (own) copies.value = new Map([...copies.peek(), [picture, own]]);
}

/** Put the picture aside, and show her camera again. */
export function lookAway(picture: string, document: JobDocument | null): void {
  again.value = null;
  putAside.value = { picture, newest: newestOn(document, picture) };
}

/** Show the picture again that was marked last, or is still held up. */
export function lookAgain(picture: string): void {
  putAside.value = null;
  again.value = picture;
}

/** Forget the pictures of a call, so that none is left on the phone for the next one. */
export function forgetHeld(): void {
  onScreen.value = again.value = putAside.value = null;
  copies.value = new Map();
  forgetStills();
}

/** The picture that was marked last in a session; null while none is, or when it was withdrawn. */
export function lastMarked(document: JobDocument | null, session: string): Mark | null {
  const marks = Object.values(document?.marks ?? {})
    .filter((mark) => mark.session_id === session && mark.undone_at === null)
    .filter((mark) => document?.evidence[mark.evidence_id]?.withdrawn_at === null)
    .sort((a, b) => a.drawn_at.localeCompare(b.drawn_at));
  return marks.at(-1) ?? null;
}

/** A mark that was taken back counts too: its undoing is no reason to leave the picture again. */
function newestOn(document: JobDocument | null, picture: string): string {
  const marks = Object.values(document?.marks ?? {}).filter((mark) => mark.evidence_id === picture);
  return marks.reduce((newest, mark) => (mark.drawn_at > newest ? mark.drawn_at : newest), "");
}
