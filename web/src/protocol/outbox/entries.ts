import type { Signal } from "@preact/signals-core";
import type { ApiError } from "../net/client";
import type { MarkShape } from "../job/marks";
import type { Audience, MediaType, Phase } from "../net/wire";

interface Common {
  /** Chosen once, here: every retry, also after a reload, names the same thing. */
  id: string;
  job: string;
  sequence: number;
}

interface Captured extends Common {
  phase: Phase | null;
  audience: Audience;
  captured_at: string;
}

/** What goes to the store itself, and is sealed there. */
interface FileEntry extends Captured {
  blob: Blob;
  media_type: MediaType;
  caption: string;
  /** Hex; absent until computed. */
  sha256?: string;
}

export interface PhotoEntry extends FileEntry {
  kind: "photo";
  name: string;
  /** Of what an expert froze. */
  source?: "freeze";
  /**
   * Of an answer to a still: its id, which a node may have answered out of the video meanwhile, and
   * the photo's own for then. Chosen beforehand, so that a killed page sends it once as well.
   */
  still?: { id: string; instead: string };
}

export interface NoteEntry extends Captured {
  kind: "note";
  text: string;
}

export interface VoiceNoteEntry extends FileEntry {
  kind: "voice_note";
  /** By the phone's clock. */
  seconds: number;
  /** What was said so far, while she speaks. */
  draft?: true;
}

/** Goes when what it stands on has gone. */
interface Later extends Common {
  session: string;
  after: string;
}

/** `after`: the picture. */
export interface MarkEntry extends Later {
  kind: "mark";
  shape: MarkShape;
  /** By this device's clock. */
  drawn_at: string;
}

/** `after`: the mark that is taken back. */
export interface UndoEntry extends Later {
  kind: "undo";
}

export type Entry = PhotoEntry | NoteEntry | VoiceNoteEntry | MarkEntry | UndoEntry;

export type DeliveryStage = "waiting" | "preparing" | "sending" | "checking" | "stored" | "refused";

export interface DeliveryProgress {
  stage: DeliveryStage;
  /** 0..1 of the bytes, while sending. */
  fraction: number;
  attempts: number;
  /** The last thing that went wrong; of a refused one, why. */
  problem: ApiError | null;
}

export interface OutboxItem {
  entry: Entry;
  progress: Signal<DeliveryProgress>;
}
