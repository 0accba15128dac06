import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Room } from "./room";
import { Network } from "./rtc";
import { camera, microphone, pass, device, together } from "./together";

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
    const hers = network.made.find((each) =>
      each.lines.some((line) => line.sender.track === camera),
    );
    expect(hers?.lines.map((line) => [line.receiver.track.kind, line.direction])).toEqual([
      ["audio", "sendrecv"],
      ["video", "sendrecv"],
    ]);
  });

  test("switches the camera without negotiating", async () => {
    const { room, tess, network } = await together();
    const said = room.relayed.length;
    const front = { kind: "video", id: "front" } as unknown as MediaStreamTrack;
    tess.call.publish({ video: front });
    await pass(100);
    expect(room.relayed.length).toBe(said);
    expect(network.made.flatMap((each) => each.lines.map((line) => line.sender.track))).toContain(
      front,
    );
    expect(network.made.flatMap((each) => each.lines.map((line) => line.sender.track))).toContain(
      microphone,
    );
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
    expect(network.made.length).toBe(6);
  });
});

describe("negotiation", () => {
  test("survives that both search for a path at the same moment", async () => {
    const { network, tess, eva } = await together();
    network.cut();
    network.made.forEach((each) => each.restartIce());
    network.up = true;
    await pass(300);
    expect([tess.peer().state, eva.peer().state]).toEqual(["live", "live"]);
    expect(network.made.map((each) => each.signalingState)).toEqual(["stable", "stable"]);
  });

  test("takes candidates that come before their description", async () => {
    const network = new Network();
    const room = new Room(network);
    const late: (() => void)[] = [];
    const relay = room.relay.bind(room);
    room.relay = (said, to) => {
      if (said.kind === "offer") late.push(() => relay(said, to));
      else relay(said, to);
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
    room.lose = (said) => losing && said.kind === "offer";
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
    room.lose = (said) => said.kind === "answer" && lost++ === 0;
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
    expect(network.made.map((each) => each.signalingState)).toEqual(["stable", "stable"]);
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
    expect(network.made.length).toBe(2);
  });

  test("is searched for by whoever notices, also by the polite one alone", async () => {
    const { network, eva } = await together();
    network.up = false;
    const [hers] = network.made;
    hers?.become("disconnected");
    await pass(3000);
    expect(network.made.map((each) => each.restarts)).toEqual([1, 0]);
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
    expect(network.made.map((each) => each.restarts)).toEqual([0, 0]);
  });

  test("that no search finds is given up for a new connection on both sides", async () => {
    const { network, tess, eva } = await together();
    network.made.forEach((each) => (each.broken = true));
    network.cut();
    network.up = true;
    await pass(60_000);
    expect([tess.peer().state, eva.peer().state]).toEqual(["live", "live"]);
    expect(network.made.slice(0, 2).map((each) => each.signalingState)).toEqual([
      "closed",
      "closed",
    ]);
    expect((await tess.call.quality()).gaps).toBe(1);
  });

  test("leaves the others alone who still have theirs", async () => {
    const { network, room, tess } = await together();
    room.open("dan", "expert", "d1");
    await pass(200);
    const [hers] = network.made;
    const far = hers?.far();
    for (const end of [hers, far]) if (end) Object.assign(end, { broken: true });
    for (const end of [hers, far]) end?.become("disconnected");
    await pass(120_000);
    expect(tess.call.peers.value.map((peer) => peer.state).sort()).toContain("live");
    expect(network.made.length).toBe(6);
  });

  test("is not searched for while nobody is there to answer", async () => {
    const { network, tess, eva } = await together();
    eva.line.break();
    await pass(10);
    network.cut();
    await pass(60_000);
    expect(tess.peer()).toMatchObject({ present: false, state: "absent" });
    expect(network.made[0]?.restarts).toBe(0);
    network.up = true;
    eva.line.mend();
    await pass(15_000);
    expect(tess.peer().state).toBe("live");
  });
});

describe("a socket that is lost", () => {
  test("takes nothing from the picture, and finds its connection as it was", async () => {
    const { network, room, tess, eva } = await together();
    tess.line.break();
    await pass(10);
    expect(eva.peer()).toMatchObject({ present: false, state: "live" });
    const offers = room.relayed.filter((said) => said.kind === "offer").length;
    tess.line.mend();
    await pass(20_000);
    expect(network.made.length).toBe(2);
    expect(room.relayed.filter((said) => said.kind === "offer").length).toBe(offers);
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
    expect(network.made.length).toBe(2);
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
    expect(network.made.length).toBe(4);
    expect(network.made.map((each) => each.signalingState).slice(0, 2)).toEqual([
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
