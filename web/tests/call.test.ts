import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { camera, device, microphone, pass, together } from "./together";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe("a call", () => {
  test("connects both, each sees the other live, with sound and picture", async () => {
    const { tess, eva } = await together();
    expect(tess.peer()).toMatchObject({
      participant: "eva",
      role: "expert",
      state: "live",
      present: true,
    });
    expect(eva.peer()).toMatchObject({ participant: "tess", state: "live" });
    expect(
      eva
        .peer()
        .stream?.getTracks()
        .map((track) => track.kind),
    ).toEqual(["audio", "video"]);
  });

  test("carries Tess's tracks on the lines that Eva has offered, and makes no more lines", async () => {
    const { network } = await together();
    const hers = network.connections.find((each) =>
      each.lines.some((line) => line.sender.track === camera),
    );
    expect(hers?.lines.map((line) => [line.receiver.track.kind, line.direction])).toEqual([
      ["audio", "sendrecv"],
      ["video", "sendrecv"],
    ]);
  });

  test("switches the camera without negotiating", async () => {
    const { room, tess, network } = await together();
    const count = room.relayed.length;
    const front = { kind: "video", id: "front" } as unknown as MediaStreamTrack;
    tess.call.publish({ video: front });
    await pass(100);
    expect(room.relayed.length).toBe(count);
    expect(
      network.connections.flatMap((each) => each.lines.map((line) => line.sender.track)),
    ).toContain(front);
    expect(
      network.connections.flatMap((each) => each.lines.map((line) => line.sender.track)),
    ).toContain(microphone);
  });

  test("measures the way there and back", async () => {
    const { tess } = await together();
    await pass(2000);
    expect(tess.peer().rtt).toBe(42);
  });

  test("connects each to each when a third comes, and leaves what stands alone", async () => {
    const { network, room, tess, eva } = await together();
    const dan = room.open("dan", "expert", "d1");
    await pass(200);
    expect(dan.call.peers.value.map((peer) => [peer.participant, peer.state])).toEqual([
      ["tess", "live"],
      ["eva", "live"],
    ]);
    expect([tess, eva].flatMap(({ call }) => call.peers.value.map((peer) => peer.state))).toEqual(
      Array(4).fill("live"),
    );
    expect(network.connections.length).toBe(6);
  });
});

describe("the reason why a camera is paused", () => {
  const paused = { ...device, camera: "paused", reason: "hidden" } as const;

  test("goes to pages that were opened before an upgrade as well, who read `why`", async () => {
    const { room, tess, eva } = await together();
    tess.call.show(paused);
    await pass(50);
    const told = room.relayed.findLast((each) => each.kind === "state" && each.from === "tess");
    expect(told?.data).toMatchObject({ reason: "hidden", why: "hidden" });
    expect(eva.peer().device).toMatchObject({ reason: "hidden" });
  });

  test("is read from a page that was opened before an upgrade, which says `why`", async () => {
    const { eva } = await together();
    const { reason: why, ...same } = paused;
    const state = { session: "s", from: "tess", page: "t1", kind: "state" as const };
    eva.line.handlers?.onSignal({ ...state, data: { ...same, why } });
    expect(eva.peer().device).toMatchObject({ camera: "paused", reason: "hidden" });
    eva.line.handlers?.onSignal({ ...state, data: { ...same, why: null } });
    expect(eva.peer().device).toMatchObject({ reason: null });
  });
});

describe("a socket that is lost", () => {
  test("takes nothing from the picture, and finds its connection as it was", async () => {
    const { network, room, tess, eva } = await together();
    tess.line.break();
    await pass(10);
    expect(eva.peer()).toMatchObject({ present: false, state: "live" });
    const offers = room.relayed.filter((signal) => signal.kind === "offer").length;
    tess.line.mend();
    await pass(20_000);
    expect(network.connections.length).toBe(2);
    expect(room.relayed.filter((signal) => signal.kind === "offer").length).toBe(offers);
    expect([tess.peer().state, eva.peer().state]).toEqual(["live", "live"]);
  });

  test("on both sides, as when the server restarts and knows no page, neither", async () => {
    const { network, room, tess, eva } = await together();
    tess.line.break();
    eva.line.break();
    room.restart();
    await pass(5000);
    eva.line.mend();
    await pass(3000);
    tess.line.mend();
    await pass(1000);
    expect(network.connections.length).toBe(2);
    expect([tess.peer().state, eva.peer().state]).toEqual(["live", "live"]);
  });

  test("in the middle of a search is made up for when it is back", async () => {
    const { network, tess, eva } = await together();
    network.cut();
    await pass(1000);
    tess.line.break();
    await pass(4000);
    network.up = true;
    tess.line.mend();
    await pass(15_000);
    expect([tess.peer().state, eva.peer().state]).toEqual(["live", "live"]);
  });
});

describe("a page", () => {
  test("that is loaded anew gets a new connection, and the picture back without a tap", async () => {
    const { network, room, eva } = await together();
    const again = room.open("tess", "technician", "t2");
    again.call.publish({ video: camera });
    await pass(300);
    expect(network.connections.length).toBe(4);
    expect(network.connections.map((each) => each.signalingState).slice(0, 2)).toEqual([
      "closed",
      "closed",
    ]);
    expect([again.peer().state, eva.peer().state]).toEqual(["live", "live"]);
  });

  test("whose seat another page takes says so and lets go", async () => {
    const { room, tess } = await together();
    room.open("tess", "technician", "t2");
    expect(tess.call.ended.value).toBe("moved");
    expect(tess.call.peers.value).toEqual([]);
  });

  test("that closes the call leaves the seat, and the others see her gone", async () => {
    const { tess, eva } = await together();
    tess.call.close();
    await pass(10);
    expect(eva.peer().present).toBe(false);
    expect(tess.call.ended.value).toBeNull();
  });

  test("forgets who has left", async () => {
    const { room, tess } = await together();
    room.leave("eva");
    await pass(10);
    expect(tess.call.peers.value).toEqual([]);
  });
});
