import type { DeliveryApi } from "../net/api";
import { ApiError } from "../net/client";
import type {
  CaptionEntry,
  AttachedFileEntry,
  EntryFile,
  OutboxItem,
  Owner,
  MarkEntry,
  MessageEntry,
  NoteEntry,
  PhotoEntry,
  DeliveryProgress,
  StatementEntry,
  UndoEntry,
  VoiceNoteEntry,
} from "./entries";
import type { StoreReach, StoreTry } from "./store-reach";

/** What a delivery needs of the device and the server. */
export interface DeliveryPorts {
  /** The server, to which everything goes in the name of this person. */
  inNameOf(person: string): DeliveryApi;
  /** The person who is signed in; a page that shows what is hers reads it as a signal. */
  person(): Owner | null;
  /** PUT the bytes with exactly these headers; resolves to the HTTP status, 0 without an answer. */
  put(
    target: { url: string; headers: Record<string, string> },
    blob: Blob,
    onProgress: (fraction: number) => void,
    stop: AbortSignal,
  ): Promise<number>;
  /** What is known of the store's own address; one for all that is sent. */
  reach: StoreReach;
  /** The bytes of an entry's file. Rejects when they can't be read any more. */
  read(file: EntryFile): Promise<Blob>;
  /** SHA-256 as hex. */
  hash(blob: Blob): Promise<string>;
  /** The phone's own clock, RFC 3339. */
  deviceTime(): string;
  random(): number;
  /** Whether files may go over the network that is there; read as a signal. */
  mayCarryFiles(): boolean;
  /** Whether no page makes the file of this draft any more. */
  abandoned(id: string): Promise<boolean>;
  /** The next number of this device's counter, above `least`. */
  nextSequence(least: number): Promise<number>;
  /** Hold a name among the pages of this browser until the returned function; null: another has. */
  hold(name: string): Promise<(() => void) | null>;
}

/** How often in a row the object store may refuse the bytes. */
const PUTS_REFUSED = 6;

/** Seconds until our server takes another file of somebody who sends several through it. */
const RELAY_FULL = 10;

/**
 * Hash, ask for a ticket, PUT, seal. Resolves when the server has checked the bytes that it stored.
 */
export async function deliver(
  item: OutboxItem,
  ports: DeliveryPorts,
  stop: AbortSignal,
): Promise<void> {
  const { entry } = item;
  const api = ports.inNameOf(entry.owner?.id ?? "");
  if (entry.kind === "note") await deliverNote(entry, item, api, ports);
  else if (entry.kind === "mark" || entry.kind === "undo")
    await deliverMark(entry, item, api, ports);
  else if (entry.kind === "statement") await deliverStatement(entry, item, api, ports);
  else if (entry.kind === "message" || entry.kind === "caption")
    await deliverWords(entry, item, api, ports);
  else await deliverFile(entry, item, api, ports, stop);
}

function show(item: OutboxItem, change: Partial<DeliveryProgress>): void {
  item.progress.value = { ...item.progress.value, ...change };
}

async function deliverNote(
  entry: NoteEntry,
  item: OutboxItem,
  api: DeliveryApi,
  ports: DeliveryPorts,
): Promise<void> {
  show(item, { stage: "sending" });
  const { id, text, phase, audience, captured_at, sequence, seen } = entry;
  const note = { id, text, phase, audience, captured_at, sequence, seen };
  await api.addNote(entry.job, { ...note, device_time: ports.deviceTime() });
}

async function deliverMark(
  entry: MarkEntry | UndoEntry,
  item: OutboxItem,
  api: DeliveryApi,
  ports: DeliveryPorts,
): Promise<void> {
  show(item, { stage: "sending" });
  const { id, job, session, after } = entry;
  if (entry.kind === "undo") await api.undoMark(job, session, after);
  else {
    const { shape, drawn_at } = entry;
    const device_time = ports.deviceTime();
    await api.drawMark(job, session, {
      id,
      evidence_id: after,
      ...shape,
      drawn_at,
      device_time,
    });
  }
}

/**
 * A retry sends the same words under the same id; only the clock is read anew, since the server
 * tells by it how far the phone's clock is off.
 */
async function deliverStatement(
  entry: StatementEntry,
  item: OutboxItem,
  api: DeliveryApi,
  ports: DeliveryPorts,
): Promise<void> {
  show(item, { stage: "sending" });
  const { id, verb, reason, fault, work, happened_at, seen } = entry;
  const device_time = ports.deviceTime();
  const statement = { id, reason, fault, work, happened_at, device_time, seen };
  const answer = await api.state(entry.job, verb, statement);
  if ("verb" in answer) show(item, { passedOn: true });
}

/** A retry sends the same words under the same id, as of a statement. */
async function deliverWords(
  entry: MessageEntry | CaptionEntry,
  item: OutboxItem,
  api: DeliveryApi,
  ports: DeliveryPorts,
): Promise<void> {
  show(item, { stage: "sending" });
  const { id, happened_at, seen } = entry;
  const told = { id, happened_at, seen, device_time: ports.deviceTime() };
  if (entry.kind === "message")
    await api.say(entry.job, entry.session, { ...told, text: entry.text });
  else {
    const { caption, phase } = entry;
    await api.describe(entry.job, entry.after, { ...told, caption, phase });
  }
}

type UploadEntry = PhotoEntry | VoiceNoteEntry | AttachedFileEntry;

async function deliverFile(
  entry: UploadEntry,
  item: OutboxItem,
  api: DeliveryApi,
  ports: DeliveryPorts,
  stop: AbortSignal,
): Promise<void> {
  show(item, { stage: "preparing", fraction: 0 });
  const blob = await ports.read(entry.blob);
  entry.sha256 ??= await ports.hash(blob);
  stop.throwIfAborted();
  const ticket = await api.requestUpload(entry.job, requestFor(entry, ports.deviceTime()));
  stop.throwIfAborted();
  if (ticket.state === "sealed") return;
  const attempt = ports.reach.begin();
  if (ticket.put) {
    const { relayed } = attempt;
    show(item, { stage: "sending", relayed });
    const onProgress = (fraction: number) => show(item, { fraction });
    const target = relayed ? throughServer(entry) : ticket.put;
    const status = await ports.put(target, blob, onProgress, stop);
    stop.throwIfAborted();
    // The store takes what it has signed for: for a proxy alone it is too large.
    if (status === 0 || status === 413) ports.reach.failed(attempt);
    else if (refusedBytes(status)) ports.reach.answered(attempt);
    await checkPut(status, item, blob, relayed);
  }
  show(item, { stage: "checking", fraction: 1 });
  await sealPut(entry, api, ports.reach, attempt);
}

/** The address of ours to which the bytes go where a network lets nobody reach the store. */
function throughServer({ job, id, owner }: UploadEntry) {
  return {
    url: `/api/jobs/${job}/evidence/${id}/content`,
    headers: {
      "Content-Type": "application/octet-stream",
      ...(owner && { "Smart-Hands-Person": owner.id }),
    },
  };
}

async function sealPut(
  { job, id }: UploadEntry,
  api: DeliveryApi,
  reach: StoreReach,
  attempt: StoreTry,
): Promise<void> {
  try {
    await api.seal(job, id);
    reach.answered(attempt);
  } catch (error) {
    // Somebody else said that the bytes had arrived: a proxy with a page of its own.
    if (error instanceof ApiError && error.code === "upload_missing") reach.failed(attempt);
    throw error;
  }
}

function requestFor(entry: UploadEntry, deviceTime: string) {
  const { id, media_type, phase, caption, audience, captured_at, sequence, seen } = entry;
  return {
    ...{ id, media_type, phase, caption, audience, captured_at, sequence, seen },
    size: entry.blob.size,
    sha256: entry.sha256 ?? "",
    device_time: deviceTime,
    ...(entry.kind === "file" && { name: entry.name }),
    ...("source" in entry && { source: entry.source }),
    ...("capture" in entry && { capture: entry.capture }),
  };
}

/** The address has expired, or other bytes came than were announced. */
const refusedBytes = (status: number): boolean =>
  status === 400 || status === 403 || status === 422;

async function checkPut(
  status: number,
  item: OutboxItem,
  blob: Blob,
  relayed: boolean,
): Promise<void> {
  const refused = refusedBytes(status);
  // What the network lost meanwhile says nothing of the store.
  const refusals =
    status === 0 ? item.progress.value.refusals : refused ? item.progress.value.refusals + 1 : 0;
  show(item, { refusals });
  // 412: the bytes are there already, from an attempt whose answer was lost.
  if ((status >= 200 && status < 300) || status === 412) return;
  // 403: the URL has expired, perhaps during a phone call; 400: bytes changed on the way. A fresh
  // URL cures both, unless they keep coming.
  if (refusals >= PUTS_REFUSED) throw new ApiError(422, "store_refused", "");
  if (status === 413 && relayed) throw new ApiError(413, "too_large", "");
  if (status === 429) throw new ApiError(429, "too_many", "", {}, [], RELAY_FULL);
  // No answer came. A browser says no more of bytes that it couldn't read than of a lost network.
  if (status === 0) await blob.slice(-1).arrayBuffer();
  throw new ApiError(0, "store_unreachable", "");
}
