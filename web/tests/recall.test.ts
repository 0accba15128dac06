import "fake-indexeddb/auto";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Login } from "../src/protocol/net/wire";

const HOUR = 3_600_000;

function login(id: string): Login {
  return {
    person: { id, name: id, role: "technician", language: "en" },
    login: { id: `login of ${id}`, expires_at: new Date(Date.now() + HOUR).toISOString() },
  } as Login;
}

const TESS = login("tess");

type Answering = () => Promise<Response>;

const told =
  (body: object, status = 200) =>
  async () =>
    Response.json(body, { status });
const signedOut = told({ code: "signed_out", detail: "" }, 401);
const hangs = () => new Promise<Response>(() => {});
const refuses = () => Promise.reject(new TypeError("no network"));

/** A page that is opened where Tess was the last one, and before a server that answers so. */
async function opened(answer: Answering) {
  vi.resetModules();
  const world = { answer, page: new EventTarget() };
  vi.stubGlobal("fetch", () => world.answer());
  vi.stubGlobal("addEventListener", world.page.addEventListener.bind(world.page));
  vi.stubGlobal("removeEventListener", world.page.removeEventListener.bind(world.page));
  const kept = await import("../src/app/kept/login");
  const { dayStore, peopleKept } = await import("../src/device/store/day");
  await kept.remember(TESS, 0);
  const day = dayStore("tess", () => kept.isLast("tess"));
  await day.keep({ path: "jobs?active", seq: 0, at: 1, value: [] });
  const state = await import("../src/app/state");
  const recalled = state.recallMe();
  return { ...state, world, recalled, kept, peopleKept };
}

beforeEach(() => void vi.stubGlobal("document", { documentElement: {} }));
afterEach(() => void vi.unstubAllGlobals());

test("the page is hers while the server does not answer", async () => {
  const { me, startProblem } = await opened(hangs);
  await vi.waitFor(() => expect(me.value?.person.id).toBe("tess"));
  expect(startProblem.value).toBeNull();
});

test("the page is another person's as soon as the server says so, and hers is deleted", async () => {
  const { me, recalled, peopleKept } = await opened(told(login("theo")));
  await recalled;
  expect(me.value?.person.id).toBe("theo");
  await vi.waitFor(async () => expect(await peopleKept()).not.toContain("tess"));
});

test("the page is nobody's once the server says that she is signed out, and all is deleted", async () => {
  const { me, recalled, kept, peopleKept } = await opened(signedOut);
  await recalled;
  expect(me.value).toBeNull();
  await vi.waitFor(async () => {
    expect([await kept.lastLogin(), await peopleKept()]).toEqual([null, []]);
  });
});

test("a stranger's 401, as of a network that wants to be paid, signs nobody out", async () => {
  const portal = async () => new Response("<h1>Pay</h1>", { status: 401 });
  const { me, recalled, kept } = await opened(portal);
  await recalled;
  expect(me.value?.person.id).toBe("tess");
  expect(await kept.lastLogin()).not.toBeNull();
});

test("a page that opened without a network asks again when there is one", async () => {
  const { me, recalled, world, startProblem } = await opened(refuses);
  await recalled;
  expect([me.value?.person.id, startProblem.value]).toEqual(["tess", null]);
  world.answer = signedOut;
  world.page.dispatchEvent(new Event("online"));
  await vi.waitFor(() => expect(me.value).toBeNull());
});

test("a page whose server has answered does not ask again", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  let give = () => {};
  const late = new Promise<void>((go) => {
    give = go;
  });
  const answer = vi.fn(() => late.then(told(TESS)));
  const { me, recalled } = await opened(answer);
  await vi.waitFor(() => expect(me.value?.person.id).toBe("tess"));
  give();
  await recalled;
  await vi.advanceTimersByTimeAsync(60_000);
  vi.useRealTimers();
  expect(answer).toHaveBeenCalledOnce();
});

test("where nobody was the last one, the page says that no answer came", async () => {
  const { me, recalled, kept, findMe, startProblem } = await opened(hangs);
  await kept.forget(null);
  await vi.waitFor(() => expect(me.value?.person.id).toBe("tess"));
  me.value = undefined;
  vi.stubGlobal("fetch", refuses);
  await findMe();
  expect([me.value, startProblem.value?.offline]).toEqual([undefined, true]);
  void recalled;
});

test("whoever begins to sign in is not let in as the one before", async () => {
  const { api, me, world, kept } = await opened(hangs);
  await vi.waitFor(() => expect(me.value?.person.id).toBe("tess"));
  world.answer = told({ ...login("tess"), awaits: "factor", methods: ["app"] });
  await api.signIn({ email: "tess@example.com", password: "right" });
  expect(await kept.lastLogin()).toBeNull();
});
