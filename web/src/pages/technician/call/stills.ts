import { deviceTime } from "../../../protocol/instants";
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { self } from "../../../app/own";
import { outbox } from "../../../app/outbox";
import { seenOf } from "../../../app/use-job";
import { api, serverNow } from "../../../app/state";
import { openCameraFacts } from "../../../device/camera/capture-facts";
import { pictureType } from "../../../device/files";
import { pictureFacts } from "../../../device/pictures/facts";
import { fileCapture, type MomentAndFacts } from "../../../device/pictures/file-capture";
import { lookAt } from "../../../device/refused-files";
import { toast } from "../../../design/overlays/Toast";
import { t } from "../../../text";
import { buzz } from "../../../device/browser";
import { chime } from "../../../device/ring";
import { takeStill } from "../../../device/media/still";
import type { CameraTrack } from "../../../device/media/user-media";
import { ApiError } from "../../../protocol/net/client";
import { newId } from "../../../protocol/net/ids";
import { goesAs } from "../../../protocol/outbox/entries";
import { takesStill } from "../../../protocol/job/session";
import type { JobDocument, Phase, Session } from "../../../protocol/net/wire";
import { readPhase } from "../job/phase";
import { camera } from "./camera/phone";
import { forbidden } from "./camera/photo-rule";

export type Taking = "taking" | "failed" | "by-hand";

/** The stills that this phone is taking, by id; the outbox has those that are sent. */
export const taking = signal<Record<string, Taking>>({});
/** The id of the still that the screen tells of. */
export const lastStill = signal<string | null>(null);

const mark = (id: string, how: Taking | null) => {
  const { [id]: _, ...others } = taking.value;
  taking.value = how ? { ...others, [id]: how } : others;
};

/** Take each still that is asked for, once, also one from the time when the page was away. */
export function useStills(document: JobDocument | null, session: Session | null, me: string): void {
  const open = Object.values(document?.stills ?? {}).filter(
    (still) => still.state === "pending" && still.session_id === session?.id,
  );
  useEffect(() => {
    for (const still of open) {
      if (forbidden.peek()) continue;
      const handled = still.id in taking.value || document?.evidence[still.id] || sent(still.id);
      if (handled || !session || Date.parse(still.expires_at) < serverNow()) continue;
      if (takesStill(still, session, me)) void answer(document?.job.id ?? "", still.id);
    }
  }, [open.map((still) => still.id).join()]);
}

const sent = (id: string) => outbox.items.value.some((item) => goesAs(item.entry, id));

async function answer(job: string, id: string): Promise<void> {
  lastStill.value = id;
  chime();
  const opened = camera.value;
  if (opened?.track.readyState !== "live") return mark(id, "by-hand");
  await take(job, id, opened);
}

/** She presses the shutter herself: the server is told while the phone takes the picture. */
export async function takeOwn(job: string, session: string): Promise<void> {
  const id = newId();
  const opened = camera.value;
  lastStill.value = id;
  mark(id, opened ? "taking" : "by-hand");
  const request = api.requestStill(job, session, id).catch((error: unknown) => {
    // The photo goes without the server's answer too, and is on the job as any other.
    if (!(error instanceof ApiError)) throw error;
  });
  if (opened) await take(job, id, opened);
  await request;
}

async function take(job: string, id: string, opened: CameraTrack): Promise<void> {
  mark(id, "taking");
  try {
    const capture = openCameraFacts(opened);
    const picture = await takeStill(opened.track);
    await send(job, id, picture, { captured_at: deviceTime(), capture });
  } catch {
    mark(id, "failed");
  }
}

/** Send a photo from the phone's own camera app, when the page has no picture. */
export async function takeByHand(job: string, id: string, file: File): Promise<void> {
  const found = await lookAt(file, file.name);
  if ("refused" in found) return toast(t().technician.notTaken[found.refused](file.name));
  const exif = await pictureFacts(file, found.media_type);
  const taken = fileCapture("camera_app", exif, file.lastModified);
  await send(job, id, file, taken).catch(() => mark(id, "failed"));
}

export async function again(job: string, id: string): Promise<void> {
  const opened = camera.value;
  if (opened) await take(job, id, opened);
  else mark(id, "by-hand");
}

async function send(job: string, id: string, blob: Blob, taken: MomentAndFacts): Promise<void> {
  const media_type = await pictureType(blob);
  if (!media_type) throw new Error("no picture");
  const phase: Phase = readPhase(job) ?? "during";
  await outbox.add({
    ...{ kind: "photo", id, owner: self(), job, phase, caption: "", audience: "client" },
    ...{ blob, name: "", media_type, seen: seenOf(job), ...taken },
    still: { id, instead: newId() },
  });
  mark(id, null);
  buzz();
}
