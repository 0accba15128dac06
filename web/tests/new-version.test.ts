import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

type Asked = { name: string; mode: string };

/** The locks of one browser, as far as the pages use them. */
function fakeLocks() {
  const held = new Set<Asked>();
  const request = async (name: string, options: LockOptions, use: (lock: object) => unknown) => {
    const lock = { name, mode: options.mode ?? "exclusive" };
    held.add(lock);
    await use(lock);
    held.delete(lock);
  };
  return { held, request, query: async () => ({ held: [...held] }) };
}

/** A browser's worker container with one registration, whose waiting version the test sets. */
class FakeWorkers extends EventTarget {
  controller: object | null = null;
  readonly told: string[] = [];
  readonly registration = Object.assign(new EventTarget(), {
    waiting: null as { postMessage(word: string): void } | null,
    installing: null,
    update: vi.fn(async () => {}),
  });
  readonly register = vi.fn(async () => this.registration);

  newerWaits(): void {
    this.registration.waiting = { postMessage: (word) => this.told.push(word) };
  }
}

let workers = new FakeWorkers();
let locks = fakeLocks();
let page = new EventTarget();

beforeEach(() => {
  vi.resetModules();
  vi.useFakeTimers();
  workers = new FakeWorkers();
  locks = fakeLocks();
  page = Object.assign(new EventTarget(), { readyState: "complete", visibilityState: "visible" });
  const here = new EventTarget();
  vi.stubGlobal("navigator", { serviceWorker: workers, locks, onLine: true });
  vi.stubGlobal("document", page);
  vi.stubGlobal("addEventListener", here.addEventListener.bind(here));
  vi.stubGlobal("dispatchEvent", here.dispatchEvent.bind(here));
  vi.stubEnv("DEV", false);
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
});

async function opened() {
  const version = await import("../src/app/new-version");
  const tabs = await import("../src/device/tabs");
  version.followVersions();
  await vi.advanceTimersByTimeAsync(0);
  return { ...version, ...tabs };
}

const takesOver = () => workers.dispatchEvent(new Event("controllerchange"));
const tenSeconds = () => vi.advanceTimersByTimeAsync(10_000);

describe("a newer version", () => {
  test("takes over as soon as it waits, where nothing goes on", async () => {
    await opened();
    workers.newerWaits();
    await tenSeconds();
    expect(workers.told).toEqual(["take over"]);
  });

  test("waits while any tab is in a call, or sends", async () => {
    await opened();
    const call = { name: "a session of another tab", mode: "exclusive" };
    locks.held.add(call);
    workers.newerWaits();
    await tenSeconds();
    expect(workers.told).toEqual([]);
    locks.held.delete(call);
    await tenSeconds();
    expect(workers.told).toEqual(["take over"]);
  });

  test("waits while a sheet is open", async () => {
    const { holdBusy } = await opened();
    const [first, second] = [holdBusy(), holdBusy()];
    workers.newerWaits();
    first();
    await tenSeconds();
    expect(workers.told).toEqual([]);
    second();
    await tenSeconds();
    expect(workers.told).toEqual(["take over"]);
  });

  test("waits while the page warns before it is left", async () => {
    await opened();
    addEventListener("beforeunload", (leaving) => leaving.preventDefault());
    workers.newerWaits();
    await tenSeconds();
    expect(workers.told).toEqual([]);
  });

  test("is asked for when a page is shown again after an hour, and not more often", async () => {
    await opened();
    const shown = () => page.dispatchEvent(new Event("visibilitychange"));
    shown();
    expect(workers.registration.update).not.toHaveBeenCalled();
    Object.assign(page, { visibilityState: "hidden" });
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(workers.registration.update).not.toHaveBeenCalled();
    Object.assign(page, { visibilityState: "visible" });
    shown();
    shown();
    expect(workers.registration.update).toHaveBeenCalledTimes(1);
  });
});

describe("a page is loaded anew when somebody goes elsewhere", () => {
  test("once a newer version has taken over from the one that it is of", async () => {
    workers.controller = {};
    const { mayLoadAnew } = await opened();
    expect(mayLoadAnew()).toBe(false);
    takesOver();
    expect(mayLoadAnew()).toBe(true);
  });

  test("not for the first version, which is its own", async () => {
    const { mayLoadAnew } = await opened();
    takesOver();
    expect(mayLoadAnew()).toBe(false);
    takesOver();
    expect(mayLoadAnew()).toBe(true);
  });

  test("not in the middle of something, nor without a network", async () => {
    workers.controller = {};
    const { mayLoadAnew, holdBusy, holdName } = await opened();
    takesOver();
    const sheet = holdBusy();
    expect(mayLoadAnew()).toBe(false);
    sheet();
    const sending = await holdName("smart-hands.outbox.1");
    expect(mayLoadAnew()).toBe(false);
    sending?.();
    vi.stubGlobal("navigator", { ...navigator, onLine: false });
    expect(mayLoadAnew()).toBe(false);
    vi.stubGlobal("navigator", { ...navigator, onLine: true });
    expect(mayLoadAnew()).toBe(true);
  });

  test("not while there is something to undo", async () => {
    workers.controller = {};
    const { mayLoadAnew } = await opened();
    const { toast } = await import("../src/design/overlays/Toast");
    takesOver();
    toast("Withdrawn", () => {});
    expect(mayLoadAnew()).toBe(false);
    await vi.advanceTimersByTimeAsync(9000);
    expect(mayLoadAnew()).toBe(true);
  });
});

test("a browser that allows no worker shows the pages all the same", async () => {
  workers.register.mockRejectedValue(new DOMException("no", "SecurityError"));
  const { mayLoadAnew } = await opened();
  expect(mayLoadAnew()).toBe(false);
  vi.stubGlobal("navigator", { locks, onLine: true });
  expect((await opened()).mayLoadAnew()).toBe(false);
});

test("the sources that `vite` serves are not kept", async () => {
  vi.stubEnv("DEV", true);
  await opened();
  expect(workers.register).not.toHaveBeenCalled();
});
