import { computed, signal } from "@preact/signals";
import { sha256 } from "../device/hash";
import { nextSequence } from "../device/files";
import { printOf } from "../device/ownstills";
import { putBytes } from "../device/put";
import { indexedShelf } from "../device/shelf";
import type { ApiError } from "../protocol/client";
import type { Size } from "../protocol/geometry";
import { written } from "../protocol/likeness";
import { newId } from "../protocol/ids";
import { marksOn, type Drawn, type Shape } from "../protocol/marks";
import { Outbox } from "../protocol/outbox";
import type { JobDocument } from "../protocol/wire";
import { openCall, type OpenCall } from "./call";
import { api, me } from "./state";

/** The picture that this page holds up to the others in the open call. */
export interface Held {
  session: string;
  job: string;
  /** The photo's id. */
  picture: string;
  /** What was frozen here just now; null for a photo that is fetched. */
  frozen: { url: string; size: Size; print: string } | null;
}

const held = signal<Held | null>(null);

/** Nothing when the call that it was held up in is over, or another one is open. */
export const heldUp = computed(() => {
  const open = openCall.value;
  const goesOn = open && open.call.ended.value === null && held.value?.session === open.session;
  return goesOn ? held.value : null;
});

/** Hold a photo of the job up, to be drawn on. */
export function holdUp({ job, session }: OpenCall, picture: string, frozen: Held["frozen"] = null): void {
  letGo();
  held.value = { job, session, picture, frozen };
}

export function letGo(): void {
  const { frozen } = held.peek() ?? {};
  if (frozen) URL.revokeObjectURL(frozen.url);
  held.value = null;
}

/** What the page shows becomes a photo of the job, and is held up at once: nothing is waited for. */
export async function freeze(open: OpenCall, picture: Blob, frame: ImageBitmap): Promise<void> {
  const id = newId();
  const { width, height } = frame;
  const print = written(printOf(frame));
  holdUp(open, id, { url: URL.createObjectURL(picture), size: { width, height }, print });
  await desk().add({
    ...{ kind: "photo", id, job: open.job, phase: "during", caption: "", audience: "client" },
    ...{ blob: picture, name: "", media_type: "image/jpeg", source: "freeze" },
    ...{ captured_at: new Date().toISOString(), sequence: nextSequence() },
  });
}

/** Put a mark on the picture that is held up. */
export function draw({ job, session, picture }: Held, shape: Shape): void {
  void desk().add({ kind: "mark", id: newId(), job, session, after: picture, shape, sequence: nextSequence() });
}

export function takeBack({ job, session }: Held, mark: string): void {
  void desk().add({ kind: "undo", id: newId(), job, session, after: mark, sequence: nextSequence() });
}

/** What stands on a picture: of the job, and what this page has drawn and the server not heard of yet. */
export function drawnOn(document: JobDocument | null, picture: string): Drawn[] {
  const entries = desk().items.value.map((item) => item.entry);
  const undone = new Set(entries.flatMap((entry) => (entry.kind === "undo" ? entry.after : [])));
  const coming = entries.flatMap((entry) =>
    entry.kind === "mark" && entry.after === picture && !document?.marks[entry.id]
      ? { id: entry.id, ...entry.shape }
      : [],
  );
  return [...marksOn(document, picture), ...coming].filter((mark) => !undone.has(mark.id));
}

/** The last of them that is this person's own: the one to be taken back. */
export function lastOwn(document: JobDocument | null, picture: string): string | null {
  const mine = drawnOn(document, picture).filter(
    ({ id }) => (document?.marks[id]?.author.id ?? me.value?.person.id) === me.value?.person.id,
  );
  return mine.at(-1)?.id ?? null;
}

/** How many of this desk's pictures and marks are still on their way, and why the first was refused. */
export function unsent(): { count: number; refused: ApiError | null } {
  const all = desk().items.value;
  const problem = all.find((item) => item.progress.value.stage === "refused")?.progress.value.problem;
  const under = all.filter((item) => !["stored", "refused"].includes(item.progress.value.stage));
  return { count: under.length, refused: problem ?? null };
}

const outboxes = new Map<string, Outbox>();

/** This person's, on this browser: another one's marks would not be hers. */
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
  const device = { put: putBytes, hash: sha256, deviceTime: () => new Date().toISOString() };
  const ports = { api, ...device, random: Math.random, abandoned: async () => true };
  return new Outbox(ports, indexedShelf(`smart-hands.desk.${person}`));
}

/** Send what an earlier page of hers had left, and go on when the network is back. */
export function startDesk(): () => void {
  const outbox = desk();
  void outbox.restore().catch(() => {});
  const wake = () => outbox.wake();
  addEventListener("online", wake);
  return () => removeEventListener("online", wake);
}
