import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Node } from "./node";
import { Room } from "./room";
import { Network } from "./network";
import { camera, pass, throughNode, watching } from "./together";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const ends = (network: Network, state: string) =>
  network.connections.filter((each) => each.connectionState === state);

describe("a path that is lost", () => {
  test("is said at once when the network has changed, and the old one serves until the new lives", async () => {
    const { node, network, tess, eva } = await throughNode();
    const old = node.leg("tess", "tess");
    const watched = watching(eva);
    tess.call.networkChanged();
    await pass(6);
    expect([...node.lost].sort()).toEqual(
      [old?.id, node.legs.find((l) => l.to.participant === "tess" && l.of === "eva")?.id].sort(),
    );
    expect(old?.pc.connectionState).toBe("connected");
    await pass(2000);
    watched.stop();
    expect(old?.pc.far()).toBeUndefined();
    expect(node.leg("tess", "tess")?.pc.connectionState).toBe("connected");
    expect([...watched.streams]).toHaveLength(1);
    expect(watched.empty.times).toBe(0);
    expect(eva.peer().state).toBe("live");
    expect(ends(network, "closed")).toHaveLength(2);
    expect(network.anew.map((each) => each.connectionState)).toEqual(["connected", "connected"]);
  });

  test("is noticed within two seconds by the node's silence, long before ICE does", async () => {
    const { node, tess } = await throughNode();
    await pass(3000);
    const far = node.leg("tess", "tess")?.pc.far();
    if (far) far.deaf = true;
    await pass(900);
    // The socket over the same network may be dead, too: it is asked before the path is given up.
    expect(tess.line.doubts).toBeGreaterThan(0);
    expect(node.lost).toHaveLength(0);
    await pass(1000);
    expect(far?.iceConnectionState).toBe("connected");
    expect(node.lost).toHaveLength(1);
    expect(node.leg("tess", "tess")?.pc.connectionState).toBe("connected");
  });

  test("is not taken for lost while there is nothing to answer to", async () => {
    const { node, eva } = await throughNode();
    await pass(3000);
    eva.call.publish({ audio: null, video: null });
    const far = node.leg("tess", "eva")?.pc.far();
    if (far) far.deaf = true;
    await pass(10_000);
    expect(node.lost).toEqual([]);
  });

  test("is said half a second after ICE says disconnected, and again until a new offer comes", async () => {
    const { node, tess } = await throughNode();
    node.deaf = true;
    node.leg("tess", "tess")?.pc.far()?.become("disconnected");
    await pass(400);
    expect(node.lost).toHaveLength(0);
    await pass(200);
    expect(node.lost).toHaveLength(1);
    await pass(4000);
    expect(node.lost).toHaveLength(3);
    node.deaf = false;
    await pass(2500);
    const count = node.lost.length;
    await pass(5000);
    expect(node.lost).toHaveLength(count);
    expect(tess.peer().state).toBe("live");
  });

  test("is said when the socket is back, if it was gone with it", async () => {
    const { node, network, tess, eva } = await throughNode();
    tess.line.break();
    network.up = false;
    for (const of of ["tess", "eva"]) node.leg("tess", of)?.pc.far()?.become("disconnected");
    await pass(3000);
    expect(node.lost).toEqual([]);
    network.up = true;
    tess.line.mend();
    await pass(1500);
    expect(new Set(node.lost).size).toBe(2);
    expect([tess.peer().state, eva.peer().state]).toEqual(["live", "live"]);
  });

  test("before it ever stood is asked for anew", async () => {
    const network = new Network();
    const room = new Room(network);
    const node = new Node(room, network);
    let lost = 0;
    room.lose = (signal) => signal.kind === "answer" && lost++ < 1;
    node.arrive();
    const tess = room.open("tess", "technician", "t1");
    tess.call.publish({ video: camera });
    await pass(9000);
    expect(node.leg("tess", "tess")?.pc.connectionState).toBe("connected");
  });
});
