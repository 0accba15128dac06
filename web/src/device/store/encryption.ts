import type { EncryptedFile, Entry, EntryFile, Owner } from "../../protocol/outbox/entries";
import { ApiError } from "../../protocol/net/client";
import { inTime, NoAnswer } from "../in-time";
import { keyBy, type HeldKey } from "./keys";

/** Milliseconds for the largest file that is taken, on a slow phone. */
const WORKS = 60_000;

/** An entry as it lies on the device: for whom it waits, and its place; all else is encrypted. */
export interface EncryptedRow {
  id: string;
  owner: Owner;
  sequence: number;
  encrypted: { key: string; iv: number[]; bytes: ArrayBuffer };
  file?: Blob;
}

type Words = Omit<Entry, "blob"> & { blob?: FileWords };
type FileWords = {
  size: number;
  type: string;
  encrypted: Omit<EncryptedFile["encrypted"], "bytes">;
};

export const isEncrypted = (row: Entry | EncryptedRow): row is EncryptedRow => "encrypted" in row;

/** AES-GCM; the id is authenticated, so that no bytes can be put in the place of others. */
const algorithm = (iv: number[], id: string) => ({
  ...{ name: "AES-GCM", iv: Uint8Array.from(iv), additionalData: new TextEncoder().encode(id) },
});

const newIv = () => [...crypto.getRandomValues(new Uint8Array(12))];

/** The entry as it may lie on the device. */
export async function encrypt(entry: Entry, by: HeldKey): Promise<EncryptedRow> {
  const { id, owner, sequence } = entry;
  if (!owner) throw new Error("An entry without an owner has no key.");
  const file = "blob" in entry ? await encryptFile(entry.blob, id, by) : null;
  const { bytes: cipher, ...rest } = file?.encrypted ?? {};
  const words = { ...entry, ...(file && { blob: { ...file, encrypted: rest } }) };
  const iv = newIv();
  const text = new TextEncoder().encode(JSON.stringify(words));
  const bytes = await inTime(crypto.subtle.encrypt(algorithm(iv, id), by.key, text), WORKS);
  const encrypted = { key: by.id, iv, bytes };
  return { id, owner, sequence, encrypted, ...(cipher && { file: cipher }) };
}

async function encryptFile(file: EntryFile, of: string, by: HeldKey): Promise<EncryptedFile> {
  if (!(file instanceof Blob)) return file;
  const iv = newIv();
  const plain = await inTime(file.arrayBuffer(), WORKS);
  const cipher = await inTime(crypto.subtle.encrypt(algorithm(iv, of), by.key, plain), WORKS);
  const encrypted = { key: by.id, iv, of, bytes: new Blob([cipher]) };
  return { size: file.size, type: file.type, encrypted };
}

/** The entry of a row; its file stays encrypted until it is read. Rejects for another key. */
export async function decrypt(
  { id, encrypted, file }: EncryptedRow,
  key: CryptoKey,
): Promise<Entry> {
  const { iv, bytes } = encrypted;
  const text = await inTime(crypto.subtle.decrypt(algorithm(iv, id), key, bytes), WORKS);
  const { blob, ...words } = JSON.parse(new TextDecoder().decode(text)) as Words;
  if (!blob || !file) return words as Entry;
  return { ...words, blob: { ...blob, encrypted: { ...blob.encrypted, bytes: file } } } as Entry;
}

/**
 * Read the bytes of a file. Where its key is gone, since she has signed out meanwhile, it waits for
 * her, and so does one that takes too long; rejects otherwise when the bytes can't be read any more.
 */
export async function readFile(file: EntryFile): Promise<Blob> {
  if (file instanceof Blob) return file;
  try {
    return await decryptFile(file);
  } catch (error) {
    throw error instanceof NoAnswer ? new ApiError(0, "busy", "") : error;
  }
}

async function decryptFile(file: EncryptedFile): Promise<Blob> {
  const { key: by, iv, of, bytes } = file.encrypted;
  const key = await keyBy(by);
  if (!key) throw new ApiError(0, "signed_out", "");
  const cipher = await inTime(bytes.arrayBuffer(), WORKS);
  const plain = await inTime(crypto.subtle.decrypt(algorithm(iv, of), key, cipher), WORKS);
  return new Blob([plain], { type: file.type });
}
