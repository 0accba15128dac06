import "fake-indexeddb/auto";
import { signal } from "@preact/signals";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { OpenCall } from "../src/app/calls/open-call";
import {
  draw,
  drawnOn,
  freeze,
  heldUp,
  holdUp,
  lastOwn,
  letGo,
  refusal,
  startDesk,
  takeBack,
  unsent,
  waiting,
} from "../src/app/calls/drawing";
import { ApiError } from "../src/protocol/net/client";
import type { Login, NewMark } from "../src/protocol/net/wire";
import { at, dan, document, eva, JOB, mark, photo } from "./builders";

const world = vi.hoisted(() => ({
  api: {
    drawMark: vi.fn(),
    undoMark: vi.fn(),
    requestUpload: vi.fn(),
    seal: vi.fn(),
    addNote: vi.fn(),
  },
}));
const live = { onReconnected: () => () => {} };
vi.mock("../src/app/state", () => ({
  ...{
    api: { ...world.api, inNameOf: () => world.api },
    live: () => live,
    me: signal<Login | null>(null),
  },
}));
vi.mock("../src/device/media/own-stills", () => ({ fingerprintOf: () => new Uint8Array(64 * 36) }));
vi.mock("../src/app/calls/open-call", () => ({ openCall: signal<OpenCall | null>(null) }));
const { me } = await import("../src/app/state");
const { openCall } = await import("../src/app/calls/open-call");

const page = new EventTarget();
for (const name of ["addEventListener", "removeEventListener", "dispatchEvent"] as const)
  vi.stubGlobal(name, page[name].bind(page));
vi.stubGlobal("navigator", {});
vi.stubGlobal("localStorage", { getItem: () => null, setItem: () => {} });

const SESSION = "5e551011-0000-4000-8000-000000000001";
const P1 = "b0000000-0000-4000-8000-000000000001";
const shape = { kind: "number", points: [[5000, 5000]], text: "1" } as const;
const call = (session = SESSION) =>
  ({ job: JOB, session, call: { ended: signal(null) } }) as unknown as OpenCall;
const isIn = (who: typeof eva) => void (me.value = { person: { id: who.id } } as Login);
const settled = () => new Promise((done) => setTimeout(done, 60));

let stop: () => void;
const refused = vi.fn();
beforeEach(() => {
  for (const each of Object.values(world.api)) each.mockReset().mockResolvedValue({});
  refused.mockReset();
  isIn(eva);
  openCall.value = call();
  stop = startDesk(refused);
});
afterEach(async () => {
  await settled();
  stop();
  openCall.value = null;
});

const held = () => {
  holdUp(openCall.value as OpenCall, P1);
  return heldUp.value!;
};
const drawnMarks = (): NewMark[] => world.api.drawMark.mock.calls.map((call) => call[2] as NewMark);

test("a mark stands on the picture from the moment it is drawn, and is sent with when that was", async () => {
  draw(held(), { ...shape, points: [[5000, 5000]] });
  expect(drawnOn(document(), P1)).toMatchObject([{ kind: "number", text: "1" }]);
  await vi.waitFor(() => expect(drawnMarks()).toHaveLength(1));
  expect(drawnMarks()).toMatchObject([{ evidence_id: P1, kind: "number", points: [[5000, 5000]] }]);
  expect(Date.parse(drawnMarks()[0]!.device_time)).toBeGreaterThanOrEqual(
    Date.parse(drawnMarks()[0]!.drawn_at),
  );
  await vi.waitFor(() => expect(unsent()).toBe(0));
});

test("a mark is said to wait once it is on the disk, and not before", async () => {
  world.api.drawMark.mockRejectedValue(new ApiError(0, "offline", ""));
  const on = held();
  draw(on, { ...shape, points: [[5000, 5000]] });
  expect([unsent(), waiting()]).toEqual([1, 0]);
  await vi.waitFor(() => expect(waiting()).toBe(1));
  world.api.drawMark.mockResolvedValue({});
  dispatchEvent(new Event("online"));
  await vi.waitFor(() => expect([unsent(), waiting()]).toEqual([0, 0]));
});

test("a mark that the server refuses is told of once, and stands no more", async () => {
  world.api.drawMark.mockRejectedValue(
    new ApiError(409, "conflict", "This picture was withdrawn."),
  );
  draw(held(), { ...shape, points: [[5000, 5000]] });
  await settled();
  expect(refused.mock.calls.map(([problem]) => (problem as ApiError).detail)).toEqual([
    "This picture was withdrawn.",
  ]);
  expect(drawnOn(document(), P1)).toEqual([]);
  stop();
  stop = startDesk(refused);
  await settled();
  expect(world.api.drawMark).toHaveBeenCalledTimes(1);
});

test("why a frozen picture was not taken stands above it, and is told of when she has let go of it", async () => {
  world.api.requestUpload.mockRejectedValue(new ApiError(403, "forbidden", "This job is over."));
  const frame = { width: 4, height: 3, close: () => {} };
  await freeze(openCall.value!, new Blob(["jpeg"]), frame, Date.now());
  const { picture } = heldUp.value!;
  await settled();
  expect(refusal(picture)?.detail).toBe("This job is over.");
  expect(refused).not.toHaveBeenCalled();
  letGo();
  await settled();
  expect(refused.mock.calls.map(([problem]) => (problem as ApiError).detail)).toEqual([
    "This job is over.",
  ]);
  stop();
  stop = startDesk(refused);
  await settled();
  expect(world.api.requestUpload).toHaveBeenCalledTimes(1);
});

test("a mark of an earlier session is taken back in that one, and somebody else's not at all", async () => {
  const before = mark({ id: "m1", evidence_id: P1, session_id: "before", author: eva });
  const dans = mark({ id: "m2", evidence_id: P1, author: dan, drawn_at: at(1) });
  const jobDocument = document({ evidence: { [P1]: photo(P1) }, marks: { m1: before, m2: dans } });
  expect(lastOwn(jobDocument, P1)).toBe("m1");
  takeBack(held(), "m1", jobDocument);
  expect(drawnOn(jobDocument, P1).map(({ id }) => id)).toEqual(["m2"]);
  await settled();
  expect(world.api.undoMark).toHaveBeenCalledWith(JOB, "before", "m1");
});

test("what one person drew is not sent as another's who signs in after her", async () => {
  world.api.drawMark.mockRejectedValue(new ApiError(0, "offline", ""));
  draw(held(), { ...shape, points: [[5000, 5000]] });
  await settled();
  world.api.drawMark.mockReset().mockResolvedValue({});
  stop();
  isIn(dan);
  stop = startDesk(refused);
  dispatchEvent(new Event("online"));
  await settled();
  expect(drawnOn(document(), P1)).toEqual([]);
  expect(world.api.drawMark).not.toHaveBeenCalled();
  stop();
  isIn(eva);
  stop = startDesk(refused);
  dispatchEvent(new Event("online"));
  await settled();
  expect(drawnMarks()).toHaveLength(1);
});

test("a picture is let go of with its call, and doesn't come back with the next one", () => {
  expect(held().picture).toBe(P1);
  openCall.value = call("another");
  expect(heldUp.value).toBeNull();
  openCall.value = call();
  expect(heldUp.value).toBeNull();
  letGo();
});
