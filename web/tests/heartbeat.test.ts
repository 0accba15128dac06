import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { watchNetwork } from "../src/device/network";
import { Live } from "../src/protocol/net/live";
import { Socket } from "./socket";

const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);
beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A live socket that counts how often it was begun. */
async function beating() {
  const socket = new Socket();
  const connect = vi.spyOn(socket, "connect");
  const live = new Live(async () => socket);
  await pass(0);
  socket.say("beat");
  const deaf = () => {
    socket.answers = false;
  };
  const beat = async (seconds: number) => {
    for (let passed = 0; passed < seconds; passed += 2) {
      await pass(2000);
      socket.say("beat");
    }
  };
  return { socket, live, connect, beat, deaf };
}

describe("a socket that looks alive", () => {
  test("is left alone while it beats", async () => {
    const { connect, beat } = await beating();
    await beat(600);
    expect(connect).toHaveBeenCalledTimes(1);
  });

  test("is begun anew when the server has not beaten for eight seconds, and the page takes its seat", async () => {
    const { socket, live, connect, beat, deaf } = await beating();
    live.enter("s", "page", { onTopology: vi.fn(), onSignal: vi.fn(), onDismissed: vi.fn() });
    await beat(10);
    deaf();
    await pass(7000);
    expect(connect).toHaveBeenCalledTimes(1);
    await pass(3000);
    expect(connect).toHaveBeenCalledTimes(2);
    expect(socket.sent.filter(([name]) => name === "enter")).toHaveLength(2);
    expect(live.status.value).toEqual({ kind: "live" });
  });

  test("is doubted after the network has changed, and asked: on a near server a moment is enough then", async () => {
    const { live, connect, beat, deaf } = await beating();
    await beat(10);
    deaf();
    live.networkChanged();
    await pass(600);
    expect(connect).toHaveBeenCalledTimes(1);
    await pass(200);
    expect(connect).toHaveBeenCalledTimes(2);
  });

  test("is doubted when the media beside it fall silent, also right after it was made", async () => {
    const { live, connect, deaf } = await beating();
    deaf();
    live.doubt();
    await pass(1300);
    expect(connect).toHaveBeenCalledTimes(2);
  });

  test("is waited for longer where an answer takes long", async () => {
    const { socket, live, connect, deaf } = await beating();
    deaf();
    socket.connect();
    const late = socket.asked.at(-1);
    await pass(1500);
    late?.();
    connect.mockClear();
    live.doubt();
    await pass(4000);
    expect(connect).not.toHaveBeenCalled();
    await pass(600);
    expect(connect).toHaveBeenCalledOnce();
  });

  test("and answers while it is doubted is left alone", async () => {
    const { live, connect } = await beating();
    for (let turn = 0; turn < 20; turn++) {
      live.doubt();
      await pass(2000);
    }
    expect(connect).toHaveBeenCalledTimes(1);
  });

  test("and beats on after the change is left alone", async () => {
    const { live, connect, beat } = await beating();
    live.networkChanged();
    await beat(60);
    expect(connect).toHaveBeenCalledTimes(1);
  });

  test("of a reader who is not beaten to is asked now and then, and begun anew when it does not answer", async () => {
    const socket = new Socket();
    const connect = vi.spyOn(socket, "connect");
    new Live(async () => socket);
    await pass(60_000);
    expect(connect).toHaveBeenCalledTimes(1);
    expect(socket.asked.length).toBeGreaterThan(10);
    expect(socket.asked.length).toBeLessThan(20);
    socket.answers = false;
    await pass(14_000);
    expect(connect).toHaveBeenCalledTimes(2);
  });

  test("is not taken for dead for the time that the page was frozen", async () => {
    const { socket, connect, beat } = await beating();
    await beat(10);
    vi.setSystemTime(Date.now() + 600_000);
    await pass(1500);
    socket.say("beat");
    await beat(10);
    expect(connect).toHaveBeenCalledTimes(1);
  });
});

describe("the far end was last heard", () => {
  test("at its last beat, also once the socket is lost", async () => {
    const { socket, live, beat } = await beating();
    await beat(10);
    const heard = Date.now();
    await pass(3000);
    socket.drop();
    await pass(60_000);
    expect(live.lastHeardAt).toBe(heard);
  });

  test("before the page was frozen, whatever comes as it wakes, until it answers anew", async () => {
    const { socket, live, connect, beat, deaf } = await beating();
    await beat(10);
    const heard = Date.now();
    deaf();
    const early = socket.asked.at(-1);
    vi.setSystemTime(heard + 3 * 3_600_000);
    for (let turn = 0; turn < 3; turn++) {
      socket.say("beat");
      early?.();
      await pass(600);
    }
    expect(live.lastHeardAt).toBe(heard);
    await pass(20_000);
    expect(connect.mock.calls.length).toBeGreaterThan(1);
    expect(live.lastHeardAt).toBe(heard);
    socket.answers = true;
    await pass(10_000);
    expect(live.lastHeardAt).toBeGreaterThan(heard + 3 * 3_600_000);
  });
});

test("a try that hangs on the old network is not waited for", async () => {
  const { socket, live, connect } = await beating();
  socket.drop();
  const disconnect = vi.spyOn(socket, "disconnect");
  connect.mockClear();
  live.networkChanged();
  expect(disconnect).toHaveBeenCalledBefore(connect);
  expect(socket.connected).toBe(true);
});

describe("the network", () => {
  function phone(type?: string) {
    const connection = Object.assign(new EventTarget(), { type });
    const page = new EventTarget();
    vi.stubGlobal("navigator", { connection });
    vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
    vi.stubGlobal("removeEventListener", page.removeEventListener.bind(page));
    const changed = vi.fn();
    const stop = watchNetwork(changed);
    const become = (to?: string) => {
      connection.type = to;
      connection.dispatchEvent(new Event("change"));
    };
    return { changed, become, stop, online: () => page.dispatchEvent(new Event("online")) };
  }

  test("is another when it is of another kind, not when it is only faster, nor while there is none", () => {
    const { changed, become } = phone("wifi");
    become("wifi");
    expect(changed).not.toHaveBeenCalled();
    become("none");
    expect(changed).not.toHaveBeenCalled();
    become("cellular");
    expect(changed).toHaveBeenCalledOnce();
  });

  test("is another when the device is online again, until nobody listens", () => {
    const { changed, online, stop } = phone();
    online();
    expect(changed).toHaveBeenCalledOnce();
    stop();
    online();
    expect(changed).toHaveBeenCalledOnce();
  });
});
