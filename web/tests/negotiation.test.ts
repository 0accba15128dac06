import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Network } from "./network";
import { Room } from "./room";
import { device, pass, together } from "./together";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe("negotiation", () => {
  test("survives that both search for a path at the same moment", async () => {
    const { network, tess, eva } = await together();
    network.cut();
    network.connections.forEach((each) => each.restartIce());
    network.up = true;
    await pass(300);
    expect([tess.peer().state, eva.peer().state]).toEqual(["live", "live"]);
    expect(network.connections.map((each) => each.signalingState)).toEqual(["stable", "stable"]);
  });

  test("takes candidates that come before their description", async () => {
    const network = new Network();
    const room = new Room(network);
    const late: (() => void)[] = [];
    const relay = room.relay.bind(room);
    room.relay = (signal, to) => {
      if (signal.kind === "offer") late.push(() => relay(signal, to));
      else relay(signal, to);
    };
    const tess = room.open("tess", "technician", "t1");
    room.open("eva", "expert", "e1");
    await pass(100);
    late.forEach((send) => send());
    await pass(100);
    expect(tess.peer().state).toBe("live");
  });

  test("goes on when the offer is lost", async () => {
    const network = new Network();
    const room = new Room(network);
    let losing = true;
    room.lose = (signal) => losing && signal.kind === "offer";
    const tess = room.open("tess", "technician", "t1");
    room.open("eva", "expert", "e1");
    await pass(3000);
    expect(tess.peer().state).toBe("connecting");
    losing = false;
    await pass(12_000);
    expect(tess.peer().state).toBe("live");
  });

  test("goes on when the answer is lost", async () => {
    const network = new Network();
    const room = new Room(network);
    let lost = 0;
    room.lose = (signal) => signal.kind === "answer" && lost++ === 0;
    const tess = room.open("tess", "technician", "t1");
    room.open("eva", "expert", "e1");
    await pass(12_000);
    expect(tess.peer().state).toBe("live");
  });

  test("heeds nobody whom the topology does not name, nor a page that has gone", async () => {
    const { tess, network } = await together();
    const ids = { session: "s", kind: "offer" as const, data: { sdp: "{}" } };
    tess.line.handlers?.onSignal({ ...ids, from: "mallory", page: "m1" });
    tess.line.handlers?.onSignal({ ...ids, from: "eva", page: "e0" });
    tess.line.handlers?.onSignal({
      ...ids,
      from: "mallory",
      page: "m1",
      kind: "state",
      data: device,
    });
    await pass(50);
    expect(network.connections.map((each) => each.signalingState)).toEqual(["stable", "stable"]);
    expect(tess.peer().device).toBeNull();
  });
});

describe("a path that fails", () => {
  test("is told at once, searched for by itself, and found", async () => {
    const { network, tess } = await together();
    network.cut();
    expect(tess.peer().state).toBe("reconnecting");
    await pass(5000);
    network.up = true;
    await pass(12_000);
    expect(tess.peer().state).toBe("live");
    expect(network.connections.length).toBe(2);
  });

  test("is searched for by whoever notices, also by the polite one alone", async () => {
    const { network, eva } = await together();
    network.up = false;
    const [hers] = network.connections;
    hers?.become("disconnected");
    await pass(3000);
    expect(network.connections.map((each) => each.restarts)).toEqual([1, 0]);
    network.up = true;
    await pass(12_000);
    expect(eva.peer().state).toBe("live");
  });

  test("that only flickers is left alone", async () => {
    const { network, tess } = await together();
    network.cut();
    await pass(1000);
    network.up = true;
    network.settle();
    await pass(10_000);
    expect(tess.peer().state).toBe("live");
    expect(network.connections.map((each) => each.restarts)).toEqual([0, 0]);
  });

  test("that no search finds is given up for a new connection on both sides", async () => {
    const { network, tess, eva } = await together();
    network.connections.forEach((each) => (each.broken = true));
    network.cut();
    network.up = true;
    await pass(60_000);
    expect([tess.peer().state, eva.peer().state]).toEqual(["live", "live"]);
    expect(network.connections.slice(0, 2).map((each) => each.signalingState)).toEqual([
      "closed",
      "closed",
    ]);
    expect((await tess.call.quality()).gaps).toBe(1);
  });

  test("leaves the others alone who still have theirs", async () => {
    const { network, room, tess } = await together();
    room.open("dan", "expert", "d1");
    await pass(200);
    const [hers] = network.connections;
    const far = hers?.far();
    for (const end of [hers, far]) if (end) Object.assign(end, { broken: true });
    for (const end of [hers, far]) end?.become("disconnected");
    await pass(120_000);
    expect(tess.call.peers.value.map((peer) => peer.state).sort()).toContain("live");
    expect(network.connections.length).toBe(6);
  });

  test("is not searched for while nobody is there to answer", async () => {
    const { network, tess, eva } = await together();
    eva.line.break();
    await pass(10);
    network.cut();
    await pass(60_000);
    expect(tess.peer()).toMatchObject({ present: false, state: "absent" });
    expect(network.connections[0]?.restarts).toBe(0);
    network.up = true;
    eva.line.mend();
    await pass(15_000);
    expect(tess.peer().state).toBe("live");
  });
});
