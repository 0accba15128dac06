import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Live } from "../src/protocol/net/live";
import { Socket } from "./socket";

const settle = () => vi.advanceTimersByTimeAsync(0);
beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

async function open() {
  const socket = new Socket();
  const live = new Live(async () => socket);
  await settle();
  const handlers = { onTopology: vi.fn(), onSignal: vi.fn(), onDismissed: vi.fn() };
  const exit = live.enter("s", "page", handlers);
  const entered = () =>
    socket.sent.filter(([name]) => name === "enter").map(([, payload]) => payload);
  return { socket, live, handlers, exit, entered };
}

const to = { participant: "eva", page: "e1" };

describe("a page in a session", () => {
  test("takes its seat at once, and again under the same name after each reconnect", async () => {
    const { socket, entered } = await open();
    socket.drop();
    socket.connect();
    socket.drop();
    socket.connect();
    expect(entered()).toEqual(Array(3).fill({ session: "s", page: "page" }));
  });

  test("says that it wants stills, and no more once it wants to see", async () => {
    const { socket, live, handlers, entered } = await open();
    live.enter("s", "page", handlers, "stills");
    socket.drop();
    socket.connect();
    live.enter("s", "page", handlers, "live");
    expect(entered().slice(1)).toEqual([
      { session: "s", page: "page", media: "stills" },
      { session: "s", page: "page", media: "stills" },
      { session: "s", page: "page" },
    ]);
    expect(live.stands()).toBe(true);
    socket.drop();
    expect(live.stands()).toBe(false);
  });

  test("takes it as soon as the socket stands", async () => {
    const socket = new Socket();
    const live = new Live(async () => socket);
    live.enter("s", "page", { onTopology: vi.fn(), onSignal: vi.fn(), onDismissed: vi.fn() });
    expect(socket.sent).toEqual([]);
    await settle();
    expect(socket.sent[0]?.slice(0, 2)).toEqual(["enter", { session: "s", page: "page" }]);
  });

  test("hears what is said of its session, and nothing of others", async () => {
    const { socket, handlers } = await open();
    socket.say("topology", { session: "s", participants: [], connect: [] });
    socket.say("topology", { session: "other", participants: [], connect: [] });
    socket.say("signal", { session: "s", from: "eva", page: "e1", kind: "pointer", data: null });
    socket.say("signal", {
      session: "other",
      from: "eva",
      page: "e1",
      kind: "pointer",
      data: null,
    });
    expect(handlers.onTopology).toHaveBeenCalledOnce();
    expect(handlers.onSignal).toHaveBeenCalledOnce();
  });

  test("keeps no signal for later: candidates of yesterday lead nowhere", async () => {
    const { socket, live } = await open();
    live.signal("s", to, "candidate", null);
    expect(socket.sent.at(-1)).toEqual([
      "signal",
      { session: "s", to: "eva", page: "e1", kind: "candidate", data: null },
    ]);
    const count = socket.sent.length;
    socket.drop();
    live.signal("s", to, "candidate", null);
    live.signal("other", to, "candidate", null);
    expect(socket.sent.length).toBe(count);
  });

  test("goes by exit, and does not come back", async () => {
    const { socket, exit, entered } = await open();
    exit();
    expect(socket.sent.at(-1)).toEqual(["exit", { session: "s" }]);
    socket.drop();
    socket.connect();
    expect(entered()).toHaveLength(1);
  });

  test("that is dismissed hears why, once, and does not come back", async () => {
    const { socket, handlers, exit, entered } = await open();
    socket.say("dismissed", { session: "s", reason: "moved" });
    exit();
    socket.drop();
    socket.connect();
    expect(handlers.onDismissed.mock.calls).toEqual([["moved"]]);
    expect(entered()).toHaveLength(1);
  });

  test("that finds no seat takes the session for ended", async () => {
    const { socket, handlers } = await open();
    socket.answer("enter", { ok: false, error: { code: "not_found", message: "" } });
    expect(handlers.onDismissed.mock.calls).toEqual([["ended"]]);
  });

  test("asks again when the server is only busy", async () => {
    const { socket, handlers, entered } = await open();
    socket.answer("enter", { ok: false, error: { code: "busy", message: "" } });
    await vi.advanceTimersByTimeAsync(2000);
    expect(entered()).toHaveLength(2);
    expect(handlers.onDismissed).not.toHaveBeenCalled();
  });
});

describe("the socket", () => {
  test("echoes each beat, so that Tess is known to be there", async () => {
    const { socket } = await open();
    socket.say("beat");
    expect(socket.sent.at(-1)).toEqual(["beat"]);
  });

  test("hands on what rings, and that it rings no more", async () => {
    const { socket, live } = await open();
    const heard: unknown[] = [];
    live.onRing((call) => heard.push(call));
    const forget = live.onQuiet((session) => heard.push(session));
    socket.say("ring", { session: { id: "s" } });
    socket.say("quiet", { session: "s" });
    forget();
    socket.say("quiet", { session: "s" });
    expect(heard).toEqual([{ session: { id: "s" } }, "s"]);
  });
});

describe("a message that is too large", () => {
  const offers = (socket: Socket) =>
    socket.sent.filter(([name]) => name === "signal").map(([, sent]) => sent as { data: object });

  test("is not sent, and the page is told once", async () => {
    const { socket, live } = await open();
    const refused = vi.fn();
    live.onRefused(refused);
    const large = { sdp: "x".repeat(60_001) };
    expect(live.signal("s", to, "offer", large)).toBe(false);
    expect(live.signal("s", to, "offer", large)).toBe(false);
    expect(offers(socket)).toEqual([]);
    expect(refused.mock.calls).toEqual([["too_large"]]);
    expect(live.signal("s", to, "offer", { sdp: "x".repeat(50_000) })).toBe(true);
  });

  test("counts by the bytes that go, not by letters", async () => {
    const { live } = await open();
    expect(live.signal("s", to, "offer", { sdp: "ü".repeat(40_000) })).toBe(false);
  });

  test("is not sent again when the server has hung up over it, and smaller ones are", async () => {
    const { socket, live } = await open();
    const refused = vi.fn();
    live.onRefused(refused);
    const large = { sdp: "x".repeat(30_000) };
    expect(live.signal("s", to, "offer", large)).toBe(true);
    socket.say("closed", { code: "too_large", message: "…" });
    socket.drop();
    socket.connect();
    expect(live.signal("s", to, "offer", large)).toBe(false);
    expect(live.signal("s", to, "pointer", { x: 0.5, y: 0.5 })).toBe(true);
    expect(offers(socket)).toHaveLength(2);
    expect(refused.mock.calls).toEqual([["too_large"]]);
  });

  test("leaves small ones alone, whatever the server said", async () => {
    const { socket, live } = await open();
    live.signal("s", to, "pointer", { x: 0.5, y: 0.5 });
    socket.say("closed", { code: "too_large", message: "…" });
    expect(live.signal("s", to, "state", { camera: true, lens: "back" })).toBe(true);
  });
});

test("a page that sends too many messages is told so", async () => {
  const { socket, live } = await open();
  const refused = vi.fn();
  live.onRefused(refused);
  socket.say("closed", { code: "too_many", message: "…" });
  expect(refused.mock.calls).toEqual([["too_many"]]);
});
