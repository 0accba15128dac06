import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { signal } from "@preact/signals";
import { beforeEach, expect, test, vi } from "vitest";
import type { Login } from "../src/protocol/net/wire";

vi.mock("../src/app/state", () => ({ me: signal<Login | null>(null) }));
const { me } = await import("../src/app/state");
const { claimDrafts, keepOwn, readOwn, unownedDrafts } = await import("../src/app/own");
const { rememberOnPhone, lastOnPhone } = await import("../src/app/calls/own-calls");

const SOURCES = join(import.meta.dirname, "..", "src");
/** What belongs to the device and is the same for everybody who signs in there, with the reason. */
const THE_DEVICES = {
  "app/App.tsx": "the role, by which the likely pages are fetched ahead",
  "app/calls/own-devices.ts": "the camera, microphone and speaker that are plugged in",
  "device/kept.ts": "the functions that keep everything else",
  "pages/expert/console/keys.ts": "whether keys are tools, at this keyboard",
};

const signIn = (id: string) => void (me.value = { person: { id, name: id } } as Login);

beforeEach(() => {
  const kept: Record<string, string> = {};
  vi.stubGlobal("localStorage", kept);
  for (const [name, method] of Object.entries({
    getItem: (key: string) => kept[key] ?? null,
    setItem: (key: string, text: string) => void (kept[key] = text),
    removeItem: (key: string) => void delete kept[key],
  }))
    Object.defineProperty(kept, name, { value: method, enumerable: false });
});

test("what one person typed and chose is read by her alone", () => {
  signIn("tess");
  keepOwn("note.j", "the left fan grinds");
  rememberOnPhone("s");
  signIn("theo");
  expect([readOwn("note.j"), lastOnPhone()]).toEqual(["", []]);
  me.value = null;
  expect([readOwn("note.j"), lastOnPhone()]).toEqual(["", []]);
  signIn("tess");
  expect([readOwn("note.j"), lastOnPhone()]).toEqual(["the left fan grinds", ["s"]]);
});

test("a draft of an earlier version is nobody's until it is claimed, and covers no newer one", () => {
  localStorage.setItem("smart-hands.draft.note.j", "old");
  localStorage.setItem("smart-hands.draft.hold.j", "old reason");
  localStorage.setItem("smart-hands.draft.join.AbCd", "this phone's key");
  signIn("theo");
  expect(readOwn("note.j")).toBe("");
  signIn("tess");
  keepOwn("hold.j", "new reason");
  expect(unownedDrafts()).toHaveLength(2);
  claimDrafts();
  expect([readOwn("note.j"), readOwn("hold.j")]).toEqual(["old", "new reason"]);
  expect(unownedDrafts()).toEqual(["smart-hands.draft.hold.j"]);
});

test("nothing else is kept on the device without its person", () => {
  const direct = readdirSync(SOURCES, { recursive: true, encoding: "utf8" }).filter(
    (file) =>
      /\.tsx?$/.test(file) && /localStorage[.)]/.test(readFileSync(join(SOURCES, file), "utf8")),
  );
  expect(direct.sort()).toEqual(Object.keys(THE_DEVICES));
});
