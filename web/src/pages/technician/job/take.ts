import { signal, type ReadonlySignal } from "@preact/signals";
import { deviceTime } from "../../../protocol/instants";
import { self } from "../../../app/own";
import { draftName, outbox } from "../../../app/outbox";
import { seenOf } from "../../../app/use-job";
import { toast } from "../../../design/overlays/Toast";
import { buzz } from "../../../device/browser";
import { inOrderTaken } from "../../../device/pictures/burst";
import { pictureFacts, type PictureFacts } from "../../../device/pictures/facts";
import { fileCapture, type FileOrigin } from "../../../device/pictures/file-capture";
import { lookAt } from "../../../device/refused-files";
import { holdBusy, holdName } from "../../../device/tabs";
import { speak, type VoiceRecorder } from "../../../device/media/voice";
import { newId } from "../../../protocol/net/ids";
import type { VoiceNoteEntry } from "../../../protocol/outbox/entries";
import type { Audience, MediaType, Phase } from "../../../protocol/net/wire";
import { t } from "../../../text";
import { askAbout } from "./oversized";

interface ChosenPicture extends PictureFacts {
  file: File;
  media_type: MediaType;
}

/**
 * Put chosen files into the outbox, in the order in which they were taken as far as they tell, else
 * in which they were chosen. One that no page could show waits for a word of hers.
 */
export async function takePhotos(
  job: string,
  phase: Phase,
  files: File[],
  origin: FileOrigin,
): Promise<void> {
  // Somebody else may be signed in, or another job be open, by the time at which a file is read.
  const [owner, seen] = [self(), seenOf(job)];
  // A page that is loaded anew has none of the files that are not kept yet.
  const release = holdBusy();
  try {
    const pictures = (await Promise.all(files.map(examine))).filter((found) => found !== null);
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
  } finally {
    release();
  }
  if (files.length > 0) buzz();
}

/** The picture in a chosen file; null for a file that is none, which a line on the page says. */
async function examine(file: File): Promise<ChosenPicture | null> {
  const found = await lookAt(file, file.name);
  if ("refused" in found) {
    toast(t().technician.notTaken[found.refused](file.name));
    return null;
  }
  return { file, ...found, ...(await pictureFacts(file, found.media_type)) };
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
