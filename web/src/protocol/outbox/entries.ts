import { signal, type Signal } from "@preact/signals-core";
import type { ApiError } from "../net/client";
import type { MarkFigure } from "../job/marks";
import type { Audience, CaptureFacts, MediaType, Phase, StatedVerb } from "../net/wire";

/** The person who took or wrote an entry: it goes out under her login alone. */
export interface Owner {
  id: string;
  name: string;
}

interface Common {
  /** Chosen once, on this device: every retry, also after a reload, names the same thing. */
  id: string;
  /** Null for an entry that an earlier version kept without a word on whose it is. */
  owner: Owner | null;
  job: string;
  /** The place in the order of capture, by this device's counter. */
  sequence: number;
}

interface Captured extends Common {
  phase: Phase | null;
  audience: Audience;
  captured_at: string;
  /** The `seq` of the job's document that the page had then; an earlier version noted none. */
  seen?: number | undefined;
}

/** A file that lies on this device encrypted, until it is read by the key of its owner. */
export interface EncryptedFile {
  size: number;
  type: string;
  /** `of`: the id of the entry under which it was encrypted, which is authenticated with it. */
  encrypted: { key: string; iv: number[]; of: string; bytes: Blob };
}

/** The file of an entry, in this page's hands or encrypted on the device. */
export type EntryFile = Blob | EncryptedFile;

/** A file that goes to the object store itself, and is sealed there. */
interface FileEntry extends Captured {
  blob: EntryFile;
  media_type: MediaType;
  caption: string;
  /** Hex; absent until computed. */
  sha256?: string;
  /** Set while the file is still being made: until then it is kept, and not sent. */
  draft?: true;
}

/** The file that takes the place of a draft's. */
export interface WholeFile {
  blob: Blob;
  media_type: MediaType;
}

export interface PhotoEntry extends FileEntry {
  kind: "photo";
  name: string;
  /** What EXIF would say of it, as far as the page knows. */
  capture?: CaptureFacts;
  /** Set for a picture that an expert froze. */
  source?: "freeze";
  /**
   * Set for the answer to a still: the still's id, and the id that the photo takes instead when a
   * node has answered meanwhile. That one is chosen beforehand, so that a killed page sends the
   * photo once as well.
   */
  still?: { id: string; instead: string };
}

export interface NoteEntry extends Captured {
  kind: "note";
  text: string;
}

export interface VoiceNoteEntry extends FileEntry {
  kind: "voice_note";
  /** The length by the phone's clock. */
  seconds: number;
}

/** A file that is kept and handed out as it is, under its own name. */
export interface AttachedFileEntry extends FileEntry {
  kind: "file";
  name: string;
}

/** An entry that is sent after the one by the id `after`. */
interface Later extends Common {
  session: string;
  after: string;
}

/** `after`: the picture. */
export interface MarkEntry extends Later {
  kind: "mark";
  shape: MarkFigure;
  /** The time by this device's clock. */
  drawn_at: string;
}

/** `after`: the mark that is taken back. */
export interface UndoEntry extends Later {
  kind: "undo";
}

/** A step of a job that its technician tells of. */
export interface StatementEntry extends Common {
  kind: "statement";
  /** The job's number by which people know it, also once she may not read the job any more. */
  number: string;
  verb: StatedVerb;
  reason?: string;
  fault?: string;
  work?: string;
  /** The time by this device's clock. */
  happened_at: string;
  /** The `seq` of the job's document that she had before her. */
  seen?: number | undefined;
  /** Set once the server has applied it: from then on it only lies over the job. */
  applied?: true;
}

/** What somebody wrote, which goes after what she wrote before in the same place. */
interface Written extends Common {
  /** The time by this device's clock. */
  happened_at: string;
  /** The `seq` of the job's document that she had before her. */
  seen?: number | undefined;
}

/** A line of chat. */
export interface MessageEntry extends Written {
  kind: "message";
  session: string;
  text: string;
}

/** New words about an item of the job, by the id `after`; each is absent where it stays. */
export interface CaptionEntry extends Written {
  kind: "caption";
  after: string;
  caption?: string;
  phase?: Phase;
}

export type Entry =
  | PhotoEntry
  | NoteEntry
  | VoiceNoteEntry
  | AttachedFileEntry
  | MarkEntry
  | UndoEntry
  | StatementEntry
  | MessageEntry
  | CaptionEntry;

export type DeliveryStage = "waiting" | "preparing" | "sending" | "checking" | "stored" | "refused";

export interface DeliveryProgress {
  stage: DeliveryStage;
  /** The part of the bytes that has gone, 0 to 1, while sending. */
  fraction: number;
  attempts: number;
  /** How often in a row the object store has refused the bytes. */
  refusals: number;
  /** The last error; for a refused entry, the refusal. */
  problem: ApiError | null;
  /** Set for a file that goes, or went, through our server, as the store can't be reached. */
  relayed?: boolean;
  /** Set for a statement that the server has stored and not applied: the desk decides on it. */
  passedOn?: true;
}

/**
 * Where an entry is: `safe` on this device's disk, `writing` until then; `full` and `failed`, in this
 * page alone.
 */
export type Safety = "writing" | "safe" | "full" | "failed";

export interface OutboxItem {
  entry: Entry;
  progress: Signal<DeliveryProgress>;
  safety: Signal<Safety>;
}

/** The progress of an entry that nothing has been tried with. */
export const idle: DeliveryProgress = {
  ...{ stage: "waiting", fraction: 0, attempts: 0, refusals: 0, problem: null },
};

export function newItem(entry: Entry, safety: Safety = "writing"): OutboxItem {
  const isDone = entry.kind === "statement" && entry.applied;
  const progress: DeliveryProgress = isDone ? { ...idle, stage: "stored" } : idle;
  return { entry, progress: signal(progress), safety: signal(safety) };
}

export const isStored = ({ progress }: OutboxItem): boolean => progress.value.stage === "stored";

/** Whether the item is in this page alone: the device did not keep it, and it is not stored yet. */
export function isOnlyHere({ safety, progress }: OutboxItem): boolean {
  return (
    (safety.value === "full" || safety.value === "failed") && progress.value.stage !== "stored"
  );
}

/** Whether the item would end with this page now; one whose file can't be read is lost in any case. */
export function endsWithPage(item: OutboxItem): boolean {
  const writing = item.safety.value === "writing" && item.progress.value.stage !== "refused";
  return writing || isOnlyHere(item);
}

/** An entry as a page takes it; the outbox numbers it when its page has not. */
export type NewEntry = Entry extends infer Each
  ? Each extends Entry
    ? Omit<Each, "sequence"> & { sequence?: number }
    : never
  : never;

export function isDraft(entry: Entry): entry is PhotoEntry | VoiceNoteEntry {
  return "draft" in entry && entry.draft === true;
}

/** The entry as it is sent, with the file that it has by now. */
export function finished(entry: Entry): Entry {
  if (!isDraft(entry)) return entry;
  const { draft: _, ...whole } = entry;
  return whole;
}

/** Whether the entry has this id, or is the photo that was to answer the still of this id. */
export function goesAs(entry: Entry, id: string): boolean {
  return entry.id === id || (entry.kind === "photo" && entry.still?.id === id);
}

/**
 * The photo under the id of its own, where a node has answered the still meanwhile that it was to
 * answer; null for every other refusal.
 */
export function ownPhoto(entry: Entry, { code }: ApiError): PhotoEntry | null {
  if (entry.kind !== "photo" || entry.still?.id !== entry.id || code !== "conflict") return null;
  return { ...entry, id: entry.still.instead };
}

/** The id of the entry that the server must have before this one; null for none. */
export function standsOn(entry: Entry): string | null {
  return "after" in entry ? entry.after : null;
}
