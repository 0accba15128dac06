import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Node } from "./node";
import type { Network } from "./network";
import { camera, microphone, pass, device, throughNode, together, watching } from "./together";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const ends = (network: Network, state: string) =>
  network.connections.filter((each) => each.connectionState === state);

describe("made before it is broken", () => {
  test("from direct to a node: what is shown stays until the node brings a picture", async () => {
    const { network, room, tess, eva } = await together();
    await pass(1000);
    const direct = [...network.connections];
    network.firstFrame = 800;
    const watched = watching(eva);
    const node = new Node(room, network);
    node.arrive();
    await pass(500);
    expect(direct.map((each) => each.connectionState)).toEqual(["connected", "connected"]);
    expect(eva.peer()).toMatchObject({ state: "live", via: "node" });
    const [before] = eva.peer().stream?.getTracks() ?? [];
    await pass(700);
    expect(eva.peer().stream?.getTracks()[0]).not.toBe(before);
    await pass(1000);
    watched.stop();
    expect(direct.map((each) => each.connectionState)).toEqual(["closed", "closed"]);
    expect([...watched.streams]).toHaveLength(1);
    expect(watched.empty.times).toBe(0);
    expect([tess.peer().state, eva.peer().state]).toEqual(["live", "live"]);
  });

  test("back from a node that died to direct, without a tap", async () => {
    const { network, node, tess, eva } = await throughNode();
    await pass(1000);
    const watched = watching(eva);
    node.die("direct");
    await pass(1500);
    expect(eva.peer()).toMatchObject({ state: "live", via: "direct", flow: null });
    expect(tess.peer()).toMatchObject({ state: "live", via: "direct" });
    await pass(12_000);
    watched.stop();
    expect([...watched.streams]).toHaveLength(1);
    expect(watched.empty.times).toBe(0);
    expect(node.legs.every(({ pc }) => pc.far() === undefined)).toBe(true);
    expect(ends(network, "connected").filter((each) => each.channel)).toHaveLength(2);
    expect((await eva.call.quality()).path).toBe("node");
  });

  test("from one node to another: both are published to until the second brings the picture", async () => {
    const { network, room, node, eva } = await throughNode();
    await pass(1000);
    network.firstFrame = 600;
    const watched = watching(eva);
    node.leave("waiting");
    const other = new Node(room, network, "other", "n2");
    other.arrive();
    await pass(400);
    expect(node.leg("tess", "tess")?.pc.connectionState).toBe("connected");
    expect(node.leg("eva", "tess")?.pc.connectionState).toBe("connected");
    await pass(1000);
    expect(node.leg("eva", "tess")?.pc.far()).toBeUndefined();
    expect(node.leg("tess", "tess")?.pc.far()).toBeDefined();
    await pass(10_000);
    watched.stop();
    expect(node.leg("tess", "tess")?.pc.far()).toBeUndefined();
    expect([...watched.streams]).toHaveLength(1);
    expect(watched.empty.times).toBe(0);
    expect(eva.peer().state).toBe("live");
  });

  test("to a page that was loaded anew, through the node, and the picture comes without a tap", async () => {
    const { room, eva } = await throughNode();
    const again = room.open("tess", "technician", "t2");
    again.call.publish({ audio: microphone, video: camera });
    again.call.show(device);
    await pass(1000);
    expect([again.peer().state, eva.peer().state]).toEqual(["live", "live"]);
    expect(eva.peer().device).toEqual(device);
  });

  test("to a page that was loaded anew, direct: what was last seen stays until there is more", async () => {
    const { network, room, eva } = await together();
    await pass(1000);
    network.firstFrame = 700;
    const watched = watching(eva);
    const [old] = eva.peer().stream?.getTracks() ?? [];
    const again = room.open("tess", "technician", "t2");
    again.call.publish({ audio: microphone, video: camera });
    await pass(500);
    expect(eva.peer().stream?.getTracks()[0]).toBe(old);
    await pass(700);
    watched.stop();
    expect(eva.peer().stream?.getTracks()[0]).not.toBe(old);
    expect([[...watched.streams].length, watched.empty.times]).toEqual([1, 0]);
    expect(ends(network, "closed")).toHaveLength(2);
  });

  test("back to direct before the node had brought the picture, and nothing is missed of the old one", async () => {
    const { network, room, tess, eva } = await together();
    await pass(1000);
    network.firstFrame = 5000;
    const watched = watching(eva);
    const [old] = eva.peer().stream?.getTracks() ?? [];
    const node = new Node(room, network);
    node.arrive();
    await pass(500);
    network.firstFrame = 600;
    node.die("direct");
    await pass(500);
    expect(eva.peer().stream?.getTracks()[0]).toBe(old);
    expect(ends(network, "closed").filter((each) => each.channel)).toHaveLength(0);
    await pass(15_000);
    watched.stop();
    expect([tess.peer().state, eva.peer().state]).toEqual(["live", "live"]);
    expect([[...watched.streams].length, watched.empty.times]).toEqual([1, 0]);
    expect(ends(network, "connected").filter((each) => each.channel)).toHaveLength(2);
  });

  test("while a node is waited for, what stands is kept and nothing is made", async () => {
    const { network, room, tess, eva } = await together();
    room.path = "waiting";
    room.announce();
    await pass(5000);
    expect(network.connections).toHaveLength(2);
    expect([tess.peer().state, eva.peer().state]).toEqual(["live", "live"]);
    expect(tess.call.path.value).toBe("waiting");
    const dan = room.open("dan", "expert", "d1");
    await pass(2000);
    expect(network.connections).toHaveLength(2);
    expect(dan.call.peers.value.map((peer) => peer.state)).toEqual(["absent", "absent"]);
    dan.call.point({ x: 0.5, y: 0.5 });
    await pass(20);
    expect(tess.call.peers.value.map((peer) => peer.participant)).toEqual(["eva", "dan"]);
  });

  test("with the server restarted, the legs go on, and so does the picture", async () => {
    const { network, room, node, tess, eva } = await throughNode();
    const count = network.connections.length;
    tess.line.break();
    eva.line.break();
    room.path = "waiting";
    await pass(3000);
    tess.line.mend();
    eva.line.mend();
    room.path = "node";
    room.announce();
    await pass(3000);
    expect(network.connections.length).toBe(count);
    expect(node.lost).toEqual([]);
    expect([tess.peer().state, eva.peer().state]).toEqual(["live", "live"]);
  });

  test("with a node that never brings her, the sound is not kept waiting for the picture for ever", async () => {
    const { network, room, tess, eva } = await together();
    await pass(1000);
    network.firstFrame = Infinity;
    tess.call.show(device);
    const node = new Node(room, network);
    node.arrive();
    await pass(9000);
    const [before] = eva.peer().stream?.getTracks() ?? [];
    await pass(2500);
    expect(eva.peer().stream?.getTracks()[0]).not.toBe(before);
  });
});
