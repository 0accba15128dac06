import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Node } from "./node";
import { Room } from "./room";
import { Network } from "./network";
import { camera, microphone, pass, device, throughNode } from "./together";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const ends = (network: Network, state: string) =>
  network.connections.filter((each) => each.connectionState === state);

describe("with a node", () => {
  test("a page answers one leg to publish on and one for each other, and peers are people", async () => {
    const { node, network, tess, eva } = await throughNode();
    expect(
      eva.call.peers.value.map(({ participant, state, via }) => [participant, state, via]),
    ).toEqual([["tess", "live", "node"]]);
    expect(tess.peer()).toMatchObject({ participant: "eva", state: "live", via: "node" });
    expect(node.legs.map(({ to, of }) => `${to.participant} ${of}`).sort()).toEqual([
      "eva eva",
      "eva tess",
      "tess eva",
      "tess tess",
    ]);
    expect(network.connections).toHaveLength(8);
    await pass(2000);
    expect(tess.peer().rtt).toBe(42);
    expect(
      eva
        .peer()
        .stream?.getTracks()
        .map((track) => track.kind),
    ).toEqual(["audio", "video"]);
  });

  test("she publishes one way only, on the lines that it has offered", async () => {
    const { node } = await throughNode();
    const lines = node.leg("tess", "tess")?.pc.far()?.lines;
    expect(lines?.map(({ sender, direction }) => [sender.track, direction])).toEqual([
      [microphone, "sendonly"],
      [camera, "sendonly"],
    ]);
    const received = node.leg("eva", "tess")?.pc.far()?.lines;
    expect(received?.map(({ sender, direction }) => [sender.track, direction])).toEqual([
      [null, "recvonly"],
      [null, "recvonly"],
    ]);
  });

  test("another camera takes the line without a word", async () => {
    const { room, node, tess } = await throughNode();
    const count = room.relayed.length;
    const front = { kind: "video", id: "front" } as unknown as MediaStreamTrack;
    tess.call.publish({ video: front });
    await pass(100);
    expect(node.leg("tess", "tess")?.pc.far()?.lines[1]?.sender.track).toBe(front);
    expect(room.relayed.length).toBe(count);
  });

  test("candidates go to the leg that they are of, and their end is not said", async () => {
    const { room } = await throughNode();
    const candidates = room.relayed.filter(
      (signal) => signal.kind === "candidate" && signal.from !== "node",
    );
    expect(candidates.length).toBeGreaterThan(0);
    for (const { data } of candidates)
      expect(data).toMatchObject({ leg: expect.stringMatching(/^leg-/) });
  });

  test("state, pointer and asking go from page to page by the server", async () => {
    const { tess, eva } = await throughNode();
    expect(eva.peer().device).toEqual(device);
    eva.call.point({ x: 0.25, y: 0.75 });
    expect(eva.call.ask("torch", "on")).toBe(true);
    await pass(20);
    expect(tess.peer().pointer).toEqual({ x: 0.25, y: 0.75 });
    expect(tess.call.lastAsk.value).toEqual({ what: "torch", value: "on" });
  });

  test("an offer that is said again, since the answer got lost, is answered again, and makes no other leg", async () => {
    const network = new Network();
    const room = new Room(network);
    const node = new Node(room, network);
    let lost = 0;
    room.lose = (signal) => signal.kind === "answer" && lost++ < 1;
    node.arrive();
    const tess = room.open("tess", "technician", "t1");
    tess.call.publish({ video: camera });
    await pass(1000);
    const count = network.connections.length;
    const offer = room.relayed.find((signal) => signal.kind === "offer");
    if (offer) tess.line.handlers?.onSignal(offer);
    await pass(200);
    expect(network.connections.length).toBe(count);
    expect(node.leg("tess", "tess")?.pc.connectionState).toBe("connected");
  });

  test("an offer that came twice makes one leg, and a stranger's none", async () => {
    const { room, network, node, eva } = await throughNode();
    const count = network.connections.length;
    const hers = node.leg("eva", "tess")?.id;
    const offer = room.relayed.find(({ data }) => (data as { leg?: string } | null)?.leg === hers);
    if (offer) eva.line.handlers?.onSignal(offer);
    eva.line.handlers?.onSignal({
      ...{ session: "s", from: "tess", page: "t1", kind: "offer" },
      data: { sdp: "{}", leg: "leg-x", of: "tess" },
    });
    node.say("eva", "offer", {
      sdp: node.leg("eva", "tess")?.pc.localDescription?.sdp,
      leg: "leg-y",
      of: "mallory",
    });
    await pass(50);
    expect(network.connections.length).toBe(count);
  });

  test("a third who comes is seen by both, and what stands is left alone", async () => {
    const { room, network, tess, eva } = await throughNode();
    const before = [...network.connections];
    const dan = room.open("dan", "expert", "d1");
    await pass(500);
    for (const { call } of [tess, eva, dan]) {
      expect(call.peers.value.map((peer) => peer.state)).toEqual(["live", "live"]);
    }
    expect(before.every((each) => each.connectionState === "connected")).toBe(true);
  });

  test("the report names it", async () => {
    const { eva } = await throughNode();
    await pass(2000);
    expect((await eva.call.quality()).path).toBe("node");
  });
});

describe("a wall", () => {
  test("gets stills and no legs, and the picture once it is looked at", async () => {
    const { node, eva, network } = await throughNode();
    eva.call.watch("stills");
    await pass(200);
    expect(ends(network, "closed")).toHaveLength(2);
    const still = { id: null, jpeg: "/9j/", width: 320, height: 180, at: "2026-03-02T08:00:00Z" };
    node.say("eva", "still", { of: "tess", ...still });
    await pass(10);
    expect(eva.peer()).toMatchObject({ state: "live", stream: null, still });
    eva.call.watch("live");
    await pass(10);
    for (const of of ["eva", "tess"]) node.offer({ participant: "eva", page: "e1" }, of);
    await pass(500);
    expect(eva.peer()).toMatchObject({ state: "live" });
    expect(eva.peer().stream?.getTracks()).toHaveLength(2);
  });

  test("says what it wants when it takes its seat, and again after a reconnect", async () => {
    const { room, eva } = await throughNode();
    eva.call.watch("stills");
    eva.line.break();
    eva.line.mend();
    await pass(10);
    const seats: unknown[] = [];
    const handlers = eva.line.handlers;
    if (handlers)
      eva.line.handlers = {
        ...handlers,
        onTopology: (topology) => seats.push(...topology.participants),
      };
    room.announce();
    await pass(10);
    expect(seats).toContainEqual(expect.objectContaining({ id: "eva", media: "stills" }));
  });
});

test("all is let go of with the call", async () => {
  const { network, node, eva } = await throughNode();
  eva.call.close();
  await pass(5000);
  expect(
    node.legs
      .filter(({ to }) => to.participant === "eva")
      .every(({ pc }) => pc.far() === undefined),
  ).toBe(true);
  expect(ends(network, "closed")).toHaveLength(2);
});
