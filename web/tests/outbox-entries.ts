import type {
  CaptionEntry,
  AttachedFileEntry,
  Entry,
  MessageEntry,
  Owner,
  PhotoEntry,
  StatementEntry,
  VoiceNoteEntry,
} from "../src/protocol/outbox/entries";
import { at, JOB } from "./builders";

export const TESS: Owner = { id: "tess", name: "Tess Vogel" };
export const THEO: Owner = { id: "theo", name: "Theo Berg" };

let sequence = 0;
const common = () =>
  ({
    owner: TESS,
    job: JOB,
    phase: "before",
    audience: "client",
    captured_at: at(0),
    sequence: ++sequence,
  }) as const;

export function picture(id: string): PhotoEntry {
  const blob = new Blob([`bytes of ${id}`]);
  return {
    kind: "photo",
    id,
    blob,
    name: `${id}.jpg`,
    media_type: "image/jpeg",
    caption: "",
    ...common(),
  };
}

export const note = (id: string): Entry => ({
  kind: "note",
  id,
  text: `text of ${id}`,
  ...common(),
});

export function voice(id: string, said = `voice of ${id}`): VoiceNoteEntry {
  const blob = new Blob([said]);
  return {
    kind: "voice_note",
    id,
    blob,
    media_type: "audio/webm",
    seconds: 3,
    caption: "",
    ...common(),
  };
}

export const attachedFile = (id: string): AttachedFileEntry => ({
  ...{ kind: "file", id, name: `${id}.log`, blob: new Blob([`file ${id}`]), caption: "" },
  ...{ media_type: "application/octet-stream", ...common() },
});

export const told = (id: string, change: Partial<StatementEntry> = {}): StatementEntry => ({
  ...{ kind: "statement", id, owner: TESS, job: JOB, sequence: ++sequence, number: "SH-1001" },
  ...{ verb: "hold", reason: `reason of ${id}`, happened_at: at(0), seen: 4 },
  ...change,
});

export const line = (id: string, change: Partial<MessageEntry> = {}): MessageEntry => ({
  ...{ kind: "message", id, owner: TESS, job: JOB, sequence: ++sequence, session: "call" },
  ...{ text: `text of ${id}`, happened_at: at(0), seen: 4 },
  ...change,
});

export const caption = (
  id: string,
  after: string,
  change: Partial<CaptionEntry> = {},
): CaptionEntry => ({
  ...{ kind: "caption", id, owner: TESS, job: JOB, sequence: ++sequence, after },
  ...{ caption: `words of ${id}`, happened_at: at(0), seen: 4 },
  ...change,
});
