import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { pass, device, together } from "./together";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe("what a page says", () => {
  test("of itself reaches all, and each who comes later", async () => {
    const { room, tess, eva } = await together();
    tess.call.show(device);
    await pass(10);
    expect(eva.peer().device).toEqual(device);
    const dan = room.open("dan", "expert", "d1");
    await pass(100);
    expect(dan.call.peers.value.find((peer) => peer.participant === "tess")?.device).toEqual(
      device,
    );
  });

  test("to the phone is heeded from an expert alone", async () => {
    const { tess, eva } = await together();
    tess.call.ask("torch", "on");
    eva.call.ask("torch", "on");
    await pass(10);
    expect([tess.call.lastAsk.value, eva.call.lastAsk.value]).toEqual([
      { what: "torch", value: "on" },
      null,
    ]);
  });
});

describe("a pointer", () => {
  test("goes by the channel once it is open, at most 30 times a second, the last place always", async () => {
    const { room, tess, eva } = await together();
    const count = room.relayed.length;
    const seen = new Set<number>();
    tess.call.peers.subscribe(([peer]) => peer?.pointer && seen.add(peer.pointer.x));
    for (let step = 1; step <= 200; step++) {
      eva.call.point({ x: step / 200, y: 0.5 });
      await pass(5);
    }
    await pass(40);
    expect(seen.size).toBeGreaterThan(25);
    expect(seen.size).toBeLessThan(33);
    expect(tess.peer().pointer).toEqual({ x: 1, y: 0.5 });
    expect(room.relayed.length).toBe(count);
  });

  test("rests as long as it is held, and goes when she lets go", async () => {
    const { tess, eva } = await together();
    eva.call.point({ x: 0.25, y: 0.75 });
    await pass(20_000);
    expect(tess.peer().pointer).toEqual({ x: 0.25, y: 0.75 });
    eva.call.point(null);
    expect(tess.peer().pointer).toBeNull();
    await pass(5000);
    expect(tess.peer().pointer).toBeNull();
  });

  test("goes by signal while the channel is not open", async () => {
    const { room, network, tess, eva } = await together();
    network.connections.forEach((each) => each.channel && (each.channel.readyState = "closed"));
    eva.call.point({ x: 0.5, y: 0.5 });
    await pass(10);
    expect(tess.peer().pointer).toEqual({ x: 0.5, y: 0.5 });
    expect(room.relayed.at(-1)?.kind).toBe("pointer");
  });

  test("of somebody whose page died fades", async () => {
    const { tess, eva } = await together();
    eva.call.point({ x: 0.5, y: 0.5 });
    eva.call.close();
    await pass(4000);
    expect(tess.peer().pointer).toBeNull();
  });

  test.each([{ x: 2, y: 0 }, { x: "1", y: 0 }, "here", { x: Number.NaN, y: 0 }])(
    "at no place of the picture is not shown (%o)",
    async (data) => {
      const { tess } = await together();
      tess.line.handlers?.onSignal({
        session: "s",
        from: "eva",
        page: "e1",
        kind: "pointer",
        data,
      } as never);
      await pass(10);
      expect(tess.peer().pointer).toBeNull();
    },
  );
});

test("fresh credentials are used by the next search for a path, and by who comes next", async () => {
  const { network, room, tess } = await together();
  const iceServers = [{ urls: ["turn:example.com"], username: "1:tess", credential: "fresh" }];
  tess.call.renew(iceServers);
  room.open("dan", "expert", "d1");
  await pass(100);
  expect(network.connections.filter((each) => each.config.iceServers === iceServers)).toHaveLength(
    2,
  );
});

describe("how the connection fared", () => {
  test("counts the time with a path, and the gaps", async () => {
    const { network, tess } = await together();
    await pass(10_000);
    network.cut();
    await pass(4000);
    network.up = true;
    network.settle();
    await pass(10_000);
    const quality = await tess.call.quality();
    expect(quality).toMatchObject({ path: "direct", rtt_ms: 42, loss: 0, gaps: 1 });
    expect(quality.connected_seconds).toBeGreaterThan(19.5);
    expect(quality.gap_seconds).toBeGreaterThan(3.5);
    expect(quality.gap_seconds).toBeLessThan(5);
  });

  test("goes on from what the page before had counted", async () => {
    const { room, tess } = await together();
    await pass(10_000);
    const before = await tess.call.quality();
    const again = room.open("tess", "technician", "t2", { before });
    await pass(10_000);
    const quality = await again.call.quality();
    expect(quality.connected_seconds).toBeGreaterThan(19);
    expect(quality.gaps).toBe(1);
  });

  test("doesn't count a peer who left as a gap", async () => {
    const { room, tess } = await together();
    await pass(5000);
    room.leave("eva");
    await pass(5000);
    expect(await tess.call.quality()).toMatchObject({ gaps: 0, gap_seconds: 0 });
  });
});
