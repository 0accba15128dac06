import { outbox } from "../../app/outbox";
import { toast } from "../../design/Toast";
import { buzz } from "../../device/browser";
import { nextSequence, pictureType, takenAt } from "../../device/files";
import { newId } from "../../protocol/ids";
import type { Audience, Phase } from "../../protocol/wire";
import { t } from "../../text";

/** Put chosen files into the outbox, in the order they were chosen. */
export async function takePhotos(job: string, phase: Phase, files: File[]): Promise<void> {
  for (const file of files) {
    const media_type = await pictureType(file).catch(() => null);
    if (!media_type) {
      toast(t().technician.noPicture(file.name));
      continue;
    }
    await outbox.add({
      ...{ kind: "photo", id: newId(), job, phase, caption: "", audience: "client" },
      ...{ blob: file, name: file.name, media_type, captured_at: takenAt(file) },
      sequence: nextSequence(),
    });
  }
  if (files.length > 0) buzz();
}

export function takeNote(job: string, phase: Phase, text: string, audience: Audience): Promise<void> {
  return outbox.add({
    ...{ kind: "note", id: newId(), job, phase, audience, text },
    captured_at: new Date().toISOString(),
    sequence: nextSequence(),
  });
}
