import { beforeAll, expect, test, vi } from "vitest";
import type { EncryptedFile, Entry } from "../src/protocol/outbox/entries";
import { note, picture, told } from "./outbox-entries";

const keys = new Map<string, CryptoKey>();
vi.mock("../src/device/store/keys", () => ({ keyBy: async (id: string) => keys.get(id) ?? null }));
const { decrypt, encrypt, readFile } = await import("../src/device/store/encryption");

const newKey = () =>
  crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
let own = { id: "k", person: "tess", key: {} as CryptoKey };

beforeAll(async () => {
  own = { ...own, key: await newKey() };
  keys.set("k", own.key);
});

const bytesOf = async (file: Blob) => [...new Uint8Array(await file.arrayBuffer())];
const fileOf = (entry: Entry) => {
  if (!("blob" in entry)) throw new Error("no file");
  return entry.blob;
};
const photo = (): Entry => ({
  ...picture("p"),
  caption: "the guard's badge",
  name: "IMG_7.jpg",
  blob: new Blob([Uint8Array.of(0xff, 0xd8, 0xff, 7)], { type: "image/jpeg" }),
});

test.each([
  ["a note", note("n")],
  ["a step", told("s", { reason: "no power", seen: 7 })],
])("%s comes back as it was", async (_name, entry) => {
  expect(await decrypt(await encrypt(entry, own), own.key)).toEqual(entry);
});

test("a photo comes back as it was, its bytes when they are read", async () => {
  const entry = photo();
  const back = await decrypt(await encrypt(entry, own), own.key);
  const read = await readFile(fileOf(back));
  expect(await bytesOf(read)).toEqual([0xff, 0xd8, 0xff, 7]);
  expect([read.type, fileOf(back).size]).toEqual(["image/jpeg", 4]);
  expect({ ...back, blob: null }).toEqual({ ...entry, blob: null });
});

test("a row says for whom it waits and in which place, and nothing of what it is", async () => {
  const row = await encrypt(photo(), own);
  const { id, owner, sequence, encrypted, file, ...more } = row;
  expect(more).toEqual({});
  expect([id, owner?.id, typeof sequence]).toEqual(["p", "tess", "number"]);
  const all = new TextDecoder("latin1").decode(
    Uint8Array.from([...new Uint8Array(encrypted.bytes), ...(await bytesOf(file ?? new Blob()))]),
  );
  for (const word of ["badge", "IMG_7", "photo", "job", "\u00ff\u00d8\u00ff"])
    expect(all).not.toContain(word);
});

test("the same entry is never encrypted to the same bytes", async () => {
  const rows = await Promise.all([encrypt(photo(), own), encrypt(photo(), own)]);
  const [one, other] = rows.map(({ encrypted }) => new Uint8Array(encrypted.bytes).join());
  expect(one).not.toBe(other);
});

test("another key, or the row of another entry, reads nothing", async () => {
  const row = await encrypt(photo(), own);
  await expect(decrypt(row, await newKey())).rejects.toThrow();
  await expect(decrypt({ ...row, id: "q" }, own.key)).rejects.toThrow();
});

test("bytes that were put in the place of others are not taken for them", async () => {
  const [one, other] = await Promise.all(
    ["p", "q"].map(async (id) => encrypt({ ...photo(), id }, own)),
  );
  if (!one || !other?.file) throw new Error("no file");
  const swapped = await decrypt({ ...one, file: other.file }, own.key);
  await expect(readFile(fileOf(swapped))).rejects.toThrow();
});

test("a new caption, and a new id, leave the bytes of the file as they are", async () => {
  const kept = await decrypt(await encrypt(photo(), own), own.key);
  const renamed = await encrypt({ ...kept, id: "own", caption: "left fan" } as Entry, own);
  expect(renamed.file).toBe((fileOf(kept) as EncryptedFile).encrypted.bytes);
  const back = await decrypt(renamed, own.key);
  expect(back).toMatchObject({ id: "own", caption: "left fan" });
  expect(await bytesOf(await readFile(fileOf(back)))).toEqual([0xff, 0xd8, 0xff, 7]);
});

test("a file whose key is gone waits for its owner, and is not refused", async () => {
  const back = await decrypt(await encrypt(photo(), own), own.key);
  keys.delete("k");
  await expect(readFile(fileOf(back))).rejects.toMatchObject({ status: 0, code: "signed_out" });
  keys.set("k", own.key);
});
