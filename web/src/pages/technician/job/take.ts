import { signal, type ReadonlySignal } from "@preact/signals";
import { deviceTime } from "../../../protocol/instants";
import { self } from "../../../app/own";
import { draftName, outbox } from "../../../app/outbox";
import { me } from "../../../app/state";
import { seenOf } from "../../../app/use-job";
import { toast } from "../../../design/overlays/Toast";
import { buzz } from "../../../device/browser";
import { inOrderTaken } from "../../../device/pictures/burst";
import { pictureFacts, type PictureFacts } from "../../../device/pictures/facts";
import { fileCapture, type FileOrigin } from "../../../device/pictures/file-capture";
import { plainLine } from "../../../protocol/plain-line";
import { lookAt } from "../../../device/refused-files";
import { holdBusy, holdName } from "../../../device/tabs";
import { speak, type VoiceRecorder } from "../../../device/media/voice";
import { newId } from "../../../protocol/net/ids";
import type { AttachedFileEntry, VoiceNoteEntry } from "../../../protocol/outbox/entries";
import type { Audience, MediaType, Phase } from "../../../protocol/net/wire";
import { t } from "../../../text";
import { askAbout } from "./oversized";

interface ChosenPicture extends PictureFacts {
  file: File;
  media_type: MediaType;
}

/**
 * Put chosen files into the outbox: photos in the order in which they were taken as far as they
 * tell, else in which they were chosen; and after them, as attached files, those that no page can
 * show as photos. A photo that is too large to be shown waits for a word of hers.
 */
export async function takeFiles(
  job: string,
  phase: Phase,
  files: File[],
  origin: FileOrigin,
): Promise<void> {
  // Somebody else may be signed in, or another job be open, by the time at which a file is read.
  const [owner, seen] = [self(), seenOf(job)];
  // A guest adds nothing that is for the provider's own people alone.
  const audience = me.value?.person.role === "guest" ? "client" : "internal";
  // A page that is loaded anew has none of the files that are not kept yet.
  const release = holdBusy();
  try {
    const found = await Promise.all(files.map(examine));
    const pictures = found.filter((one) => one !== null && "media_type" in one);
    for (const { file, media_type, megapixels, most, ...exif } of inOrderTaken(pictures)) {
      const entry = {
        ...({ kind: "photo", id: newId(), owner, job, phase, caption: "", seen } as const),
        ...({ audience: "client", blob: file, name: file.name, media_type } as const),
        ...fileCapture(origin, exif, file.lastModified),
      };
      // It keeps its place among the others until she has decided.
      if (megapixels > most)
        askAbout({ entry: { ...entry, sequence: await outbox.number() }, megapixels, most });
      else await outbox.add(entry);
    }
    const attachments = found.flatMap((one) => (one && "attach" in one ? one.attach : []));
    await attach(attachments, { owner, job, phase, seen, audience });
  } finally {
    release();
  }
  if (files.length > 0) buzz();
}

/** A file of which no picture can be shown. */
interface ChosenFile {
  attach: File;
}

/** The picture in a chosen file, or the file; null for one without bytes, which a line says. */
async function examine(file: File): Promise<ChosenPicture | ChosenFile | null> {
  const found = await lookAt(file, file.name);
  if ("refused" in found) {
    if (found.refused !== "empty" && found.refused !== "unreadable") return { attach: file };
    toast(t().technician.notTaken[found.refused](file.name));
    return null;
  }
  return { file, ...found, ...(await pictureFacts(file, found.media_type)) };
}

/** The name of a file as the server takes it: one line of at most 200 characters, which ends alike. */
function nameOf({ name }: File): string {
  return [...plainLine(name)].slice(-200).join("").trim() || t().technician.nameless;
}

type OfFile = Pick<AttachedFileEntry, "owner" | "job" | "phase" | "seen" | "audience">;

async function attach(files: File[], of: OfFile): Promise<void> {
  for (const file of files) {
    await outbox.add({
      ...({ kind: "file", id: newId(), name: nameOf(file), blob: file, caption: "" } as const),
      ...({ ...of, media_type: "application/octet-stream", captured_at: deviceTime() } as const),
    });
    toast(t().technician.attached(file.name));
  }
}

export function takeNote(
  job: string,
  phase: Phase,
  text: string,
  audience: Audience,
): Promise<void> {
  return outbox.add({
    ...{ kind: "note", id: newId(), owner: self(), job, phase, audience, text },
    ...{ captured_at: deviceTime(), seen: seenOf(job) },
  });
}

export interface VoiceNoteTake {
  speaking: VoiceRecorder;
  /** Whether the phone's store has what was said so far. */
  kept: ReadonlySignal<boolean>;
  /**
   * Resolves once the note is over: it is sent if it is wanted then, else dropped from the store.
   * Null means that nothing was heard.
   */
  settled(wanted: () => boolean): Promise<VoiceNoteEntry | null>;
}

/**
 * Begin a voice note. The phone's store has it by the second, so that a killed page loses no more.
 */
export async function speakNote(
  job: string,
  phase: Phase,
  microphone: MediaStreamTrack | null,
): Promise<VoiceNoteTake> {
  const [owner, seen] = [self(), seenOf(job)];
  const speaking = await speak(microphone);
  const begun = {
    ...({ kind: "voice_note", id: newId(), owner, job, phase, seen } as const),
    ...({ caption: "", audience: "client", captured_at: deviceTime() } as const),
    sequence: await outbox.number(),
  };
  const held = holdName(draftName(begun.id));
  const kept = signal(true);
  speaking.onPart = (part) =>
    void outbox.draft({ ...begun, ...part }).then((done) => {
      kept.value = done;
    });
  const settled = async (wanted: () => boolean) => {
    const recording = await speaking.done;
    const entry = recording && { ...begun, ...recording };
    if (entry && wanted()) await outbox.add(entry);
    else await outbox.dropDraft(begun.id);
    // The name is held until now: without it another page would take the draft for left behind.
    (await held)?.();
    return entry;
  };
  return { speaking, kept, settled };
}
