import "fake-indexeddb/auto";
import { signal } from "@preact/signals";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Login } from "../src/protocol/net/wire";
import { picture, TESS } from "./outbox-entries";

const me = signal<Login | null>(null);
const phoneKey = vi.fn();
vi.mock("../src/app/state", () => ({
  me,
  api: { phoneKey: (id: string) => phoneKey(id), inNameOf: () => ({}) },
  live: () => ({ onReconnected: () => () => {} }),
}));

const here = new EventTarget();
let page = Object.assign(new EventTarget(), { visibilityState: "visible" });
const signedIn = (id: string) => ({ person: { id, name: id, role: "technician" } }) as Login;
const keyOf = (person_id: string) => ({ person_id, key: btoa("k".repeat(32)).replace(/=/g, "") });
const turn = () => new Promise((go) => setTimeout(go, 50));

beforeEach(() => {
  vi.resetModules();
  vi.stubGlobal("indexedDB", new IDBFactory());
  phoneKey.mockReset();
  page = Object.assign(new EventTarget(), { visibilityState: "visible" });
  vi.stubGlobal("document", page);
  vi.stubGlobal("navigator", { onLine: true });
  vi.stubGlobal("matchMedia", () => ({ matches: false }));
  vi.stubGlobal("addEventListener", here.addEventListener.bind(here));
  vi.stubGlobal("removeEventListener", here.removeEventListener.bind(here));
  me.value = signedIn(TESS.id);
});
afterEach(() => vi.unstubAllGlobals());

async function started() {
  const { startOutbox, outbox } = await import("../src/app/outbox");
  const keys = await import("../src/device/store/keys");
  const stop = startOutbox();
  await vi.waitFor(() => expect(phoneKey).toHaveBeenCalled());
  await turn();
  return { outbox, stop, held: async () => [...(await keys.keysHere()).values()] };
}

test("a page that asks with another's login keeps no key of hers", async () => {
  phoneKey.mockResolvedValue(keyOf("theo"));
  const { held, stop } = await started();
  expect(phoneKey).toHaveBeenCalledOnce();
  expect(await held()).toEqual([]);
  stop();
});

test("a key that did not come is asked for again when the page comes to the front", async () => {
  phoneKey.mockRejectedValueOnce(new Error("502")).mockResolvedValue(keyOf(TESS.id));
  const { held, stop } = await started();
  expect(await held()).toEqual([]);
  page.dispatchEvent(new Event("visibilitychange"));
  await vi.waitFor(async () =>
    expect((await held()).map(({ person }) => person)).toEqual([TESS.id]),
  );
  stop();
});

test("what waits for a key that comes later is taken up then", async () => {
  phoneKey.mockResolvedValue(keyOf(TESS.id));
  const first = await started();
  await first.outbox.add({ ...picture("p"), draft: true });
  await first.outbox.add(picture("q"));
  first.stop();
  const keys = await import("../src/device/store/keys");
  await keys.forgetKeys(() => true);
  vi.resetModules();
  phoneKey.mockReset().mockRejectedValueOnce(new Error("502")).mockResolvedValue(keyOf(TESS.id));
  const { outbox, stop } = await started();
  await vi.waitFor(() => expect(outbox.waitsForKey(TESS.id)).toBe(true));
  expect(outbox.items.value).toEqual([]);
  here.dispatchEvent(new Event("online"));
  await vi.waitFor(() => {
    expect(outbox.items.value.map(({ entry }) => entry.id)).toContain("q");
    expect(outbox.waitsForKey(TESS.id)).toBe(false);
  });
  stop();
});
