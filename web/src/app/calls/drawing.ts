import { deviceTime, isoOf } from "../../protocol/instants";
import { computed, effect, signal } from "@preact/signals";
import { sha256 } from "../../device/hash";
import { fingerprintOf } from "../../device/media/own-stills";
import { putBytes } from "../../device/put";
import { nextSequence } from "../../device/store/counter";
import { readFile } from "../../device/store/encryption";
import { indexedStore } from "../../device/store/entries";
import { holdName } from "../../device/tabs";
import type { ApiError } from "../../protocol/net/client";
import type { Size } from "../../protocol/job/geometry";
import { written } from "../../protocol/job/fingerprint";
import { newId } from "../../protocol/net/ids";
import { marksOn, type DrawnMark, type MarkFigure } from "../../protocol/job/marks";
import type { OutboxItem } from "../../protocol/outbox/entries";
import { Outbox } from "../../protocol/outbox/outbox";
import type { JobDocument } from "../../protocol/net/wire";
import { openCall, type OpenCall } from "./open-call";
import { self } from "../own";
import { reach } from "../reach";
import { api, live, me } from "../state";

/** The photo that this page holds up to the others in the open call. */
export interface HeldPhoto {
  session: string;
  job: string;
  /** The photo's id. */
  picture: string;
  /** The picture that was frozen here just now; null for a photo that is fetched. */
  frozen: { url: string; size: Size; print: string } | null;
}

const held = signal<HeldPhoto | null>(null);

/** The photo that is held up; null once its call is over, or another one is open. */
export const heldUp = computed(() => {
  const open = openCall.value;
  const goesOn = open && open.call.ended.value === null && held.value?.session === open.session;
  return goesOn ? held.value : null;
});

/** Hold up a photo of the job, to be drawn on. */
export function holdUp(
  { job, session }: OpenCall,
  picture: string,
  frozen: HeldPhoto["frozen"] = null,
): void {
  letGo();
  held.value = { job, session, picture, frozen };
}

export function letGo(): void {
  const { frozen } = held.peek() ?? {};
  if (frozen) URL.revokeObjectURL(frozen.url);
  held.value = null;
  desk().forgetStored();
}

/**
 * Make the picture that the page shows a photo of the job, and hold it up at once, without waiting
 * for the upload. `at`: the time of the picture by this device's clock, in milliseconds.
 */
export async function freeze(
  open: OpenCall,
  picture: Blob,
  frame: ImageBitmap,
  at: number,
): Promise<void> {
  const id = newId();
  const { width, height } = frame;
  const print = written(fingerprintOf(frame));
  holdUp(open, id, { url: URL.createObjectURL(picture), size: { width, height }, print });
  await desk().add({
    ...{
      kind: "photo",
      id,
      owner: self(),
      job: open.job,
      phase: "during",
      caption: "",
      audience: "client",
    },
    ...{ blob: picture, name: "", media_type: "image/jpeg", source: "freeze" },
    captured_at: isoOf(at),
  });
}

/** Draw a mark on the photo that is held up. */
export function draw({ job, session, picture }: HeldPhoto, shape: MarkFigure): void {
  const drawn_at = deviceTime();
  const mark = { id: newId(), owner: self(), job, session, after: picture, shape, drawn_at };
  void desk().add({ kind: "mark", ...mark });
}

/** Undo a mark, in the session in which it was drawn. */
export function takeBack(
  { job, session }: HeldPhoto,
  id: string,
  document: JobDocument | null,
): void {
  const drawnIn = document?.marks[id]?.session_id ?? session;
  const undo = { id: newId(), owner: self(), job, session: drawnIn, after: id };
  void desk().add({ kind: "undo", ...undo });
}

/** The marks on a picture: those of the job, and those that this page has not sent yet. */
export function drawnOn(document: JobDocument | null, picture: string): DrawnMark[] {
  const entries = desk()
    .items.value.filter((item) => item.progress.value.stage !== "refused")
    .map((item) => item.entry);
  const undone = new Set(entries.flatMap((entry) => (entry.kind === "undo" ? entry.after : [])));
  const coming = entries.flatMap((entry) =>
    entry.kind === "mark" && entry.after === picture && !document?.marks[entry.id]
      ? { id: entry.id, ...entry.shape }
      : [],
  );
  return [...marksOn(document, picture), ...coming].filter((mark) => !undone.has(mark.id));
}

/** The id of this person's last mark on the picture, which undo takes back; null without one. */
export function lastOwn(document: JobDocument | null, picture: string): string | null {
  const mine = drawnOn(document, picture).filter(
    ({ id }) => (document?.marks[id]?.author.id ?? me.value?.person.id) === me.value?.person.id,
  );
  return mine.at(-1)?.id ?? null;
}

const isUnsent = ({ progress }: OutboxItem) =>
  !["stored", "refused"].includes(progress.value.stage);

/** The number of this desk's pictures and marks that are still to be sent. */
export function unsent(): number {
  return desk().items.value.filter(isUnsent).length;
}

/**
 * The number of those that wait on this computer. One that is being written to its disk is none of
 * them yet: whoever reads that it waits may close the page.
 */
export function waiting(): number {
  return desk().items.value.filter((item) => isUnsent(item) && item.safety.value !== "writing")
    .length;
}

/** Why the server has refused this picture; null while it has not. */
export function refusal(picture: string): ApiError | null {
  const item = desk().items.value.find(({ entry }) => entry.id === picture);
  return item?.progress.value.stage === "refused" ? item.progress.value.problem : null;
}

const outboxes = new Map<string, Outbox>();

/** The outbox of this person on this browser: another person's login must not send her marks. */
function desk(): Outbox {
  const person = me.peek()?.person.id ?? "";
  let outbox = outboxes.get(person);
  if (!outbox) {
    outbox = newOutbox(person);
    outboxes.set(person, outbox);
  }
  return outbox;
}

function newOutbox(person: string): Outbox {
  const device = { put: putBytes, reach, read: readFile, hash: sha256, deviceTime };
  const ports = {
    ...{ inNameOf: api.inNameOf, person: self },
    ...{ ...device, random: Math.random, abandoned: async () => true, mayCarryFiles: () => true },
    ...{ nextSequence, hold: holdName },
  };
  return new Outbox(ports, indexedStore(`smart-hands.desk.${person}`, self()));
}

/**
 * Send the entries that an earlier page of hers has left, and go on when the network is back. A
 * refused entry is reported once and discarded: no second try could put it right.
 */
export function startDesk(refused: (problem: ApiError) => void): () => void {
  const outbox = desk();
  void outbox.restore().catch(() => {});
  const wake = () => outbox.wake();
  addEventListener("online", wake);
  const stops = [
    live().onReconnected(wake),
    effect(() => {
      for (const { entry, progress } of outbox.items.value) {
        const { stage, problem } = progress.value;
        if (stage !== "refused" || !problem) continue;
        // The refusal of the photo that is held up stands above it, until it is let go.
        if (entry.id === heldUp.value?.picture) continue;
        outbox.discard(entry.id);
        refused(problem);
        return;
      }
    }),
    effect(() => {
      if (held.value && !heldUp.value) letGo();
    }),
  ];
  return () => {
    stops.forEach((stop) => stop());
    letGo();
    removeEventListener("online", wake);
  };
}
