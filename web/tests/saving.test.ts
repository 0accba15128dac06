import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { dueAt, isLow, nothingSaved, whileCharging } from "../src/protocol/call/sending/saving";
import type { PhonePower, SlowVideo } from "../src/protocol/call/sending/sending";
import { CAMERA_KBPS, sentUnder, STILLS_KBPS } from "../src/protocol/call/sending/upstream";
import type { Battery } from "../src/protocol/net/wire";
import { Network } from "./network";
import { Node } from "./node";
import { Room } from "./room";
import { camera, device, microphone, pass } from "./together";

const at = (level: number, charging = false): Battery => ({ level, charging, minutes: null });

test("what others get of her is never more than the site allows", () => {
  const all = (["video", "stills", "voice"] as const).map((sends) =>
    (["allowed", "stills_only", "none"] as const).map((rule) => sentUnder(rule, sends)),
  );
  expect(all).toEqual([
    ["video", "stills", "voice"],
    ["stills", "stills", "voice"],
    ["voice", "voice", "voice"],
  ]);
});

describe("whether she is asked for stills", () => {
  test("depends on a battery that is low and empties", () => {
    const asked = [at(20), at(19), at(10), at(9), at(9, true), null].map((battery) => [
      isLow(battery),
      dueAt(nothingSaved, battery),
    ]);
    expect(asked).toEqual([
      ...[
        [false, null],
        [true, 20],
        [true, 20],
        [true, 10],
      ],
      ...[
        [false, null],
        [false, null],
      ],
    ]);
  });

  test("is once a call, and again below ten percent", () => {
    const kept = { stills: false, asked: 20 };
    expect([18, 12, 10, 9].map((level) => dueAt(kept, at(level)))).toEqual([null, null, null, 10]);
    expect(dueAt({ stills: false, asked: 10 }, at(3))).toBeNull();
  });

  test("is never while she sends stills by her choice, which holds until the phone charges", () => {
    const chosen = { stills: true, asked: 20 };
    expect(dueAt(chosen, at(5))).toBeNull();
    expect(whileCharging(chosen, at(5))).toBe(chosen);
    expect(whileCharging(chosen, null)).toBe(chosen);
    expect(whileCharging(chosen, at(6, true))).toEqual({ stills: false, asked: 20 });
    expect(whileCharging(nothingSaved, at(6, true))).toBe(nothingSaved);
  });
});

const power = (change: Partial<PhonePower> = {}): PhonePower => ({
  ...{ battery: at(80), pressed: false, stills: false },
  ...change,
});

describe("in a call", () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  async function site() {
    const network = new Network();
    const room = new Room(network);
    const node = new Node(room, network);
    node.arrive();
    const slow = (): SlowVideo => ({
      track: { kind: "video", id: "slow" } as unknown as MediaStreamTrack,
      shoot: () => {},
      stop: () => {},
    });
    const tess = room.open("tess", "technician", "t1", { slow });
    tess.call.publish({ audio: microphone, video: camera });
    tess.call.show(device);
    const eva = room.open("eva", "expert", "e1");
    await pass(20_000);
    const sender = () => {
      const lines = node.leg("tess", "tess")?.pc.far()?.lines ?? [];
      return lines.find((line) => line.receiver.track.kind === "video")?.sender;
    };
    const picture = () => sender()?.parameters.encodings[0];
    return { network, room, node, tess, eva, sender, picture };
  }

  test("the expert hears of the battery, and whoever comes later does, too", async () => {
    const { room, tess, eva } = await site();
    expect(eva.peer().power).toBeNull();
    tess.call.bear(power());
    await pass(10);
    expect(eva.peer().power).toEqual({ battery: at(80), lowered: null });
    const told = room.relayed.filter((each) => each.kind === "power").length;
    tess.call.bear(power());
    await pass(3000);
    expect(room.relayed.filter((each) => each.kind === "power").length).toBe(told);
    const dan = room.open("dan", "expert", "d1");
    await pass(100);
    const seen = dan.call.peers.value.find((peer) => peer.participant === "tess");
    expect(seen?.power).toEqual({ battery: at(80), lowered: null });
  });

  test("a page without a battery says nothing of it", async () => {
    const { room, tess } = await site();
    tess.call.bear(power({ battery: null }));
    await pass(1000);
    expect(room.relayed.filter((each) => each.kind === "power")).toEqual([]);
  });

  test("a low battery lowers the picture by one rung until it charges", async () => {
    const { tess, eva, picture } = await site();
    tess.call.bear(power({ battery: at(18) }));
    await pass(10);
    expect(picture()).toMatchObject({ scaleResolutionDownBy: 1.5, maxFramerate: 30 });
    expect(eva.peer().power).toEqual({ battery: at(18), lowered: "battery" });
    tess.call.bear(power({ battery: at(18, true) }));
    await pass(10);
    expect(picture()).toMatchObject({
      ...{ scaleResolutionDownBy: 1, maxBitrate: CAMERA_KBPS * 1000 },
    });
    expect(eva.peer().power).toEqual({ battery: at(18, true), lowered: null });
  });

  test.each([
    ["encodes without a rest", { encoding: 0.9 }, false],
    ["is limited by its processor", { encoding: 0.3, limitation: "cpu" }, false],
    ["is under pressure", {}, true],
  ])(
    "a phone that %s sends a smaller picture, then fewer frames, and says why",
    async (_name, figures, pressed) => {
      const { network, tess, eva, picture } = await site();
      Object.assign(network, figures);
      tess.call.bear(power({ pressed }));
      await pass(40_000);
      expect(picture()).toMatchObject({ scaleResolutionDownBy: 1.5, maxFramerate: 30 });
      expect(eva.peer().power?.lowered).toBe("heat");
      await pass(30_000);
      expect(picture()).toMatchObject({ scaleResolutionDownBy: 1.5, maxFramerate: 15 });
      Object.assign(network, { encoding: 0.1, limitation: "none" });
      tess.call.bear(power());
      await pass(400_000);
      expect(picture()).toMatchObject({ scaleResolutionDownBy: 1, maxFramerate: 30 });
      expect(eva.peer().power?.lowered).toBeNull();
    },
  );

  test("stills by her choice are the network's stills, at once, without a probe and without an end", async () => {
    const { tess, eva, node, sender, picture } = await site();
    tess.call.bear(power({ battery: at(18), stills: true }));
    await pass(10);
    expect(tess.call.sends.value).toBe("stills");
    expect(sender()?.track).toMatchObject({ id: "slow" });
    expect(node.shown.get("tess")).toMatchObject({ sends: "stills" });
    expect(eva.peer().device?.sends).toBe("stills");
    expect(eva.peer().power?.lowered).toBe("stills");
    for (let second = 0; second < 120; second++) {
      await pass(1000);
      expect(picture()).toMatchObject({ maxBitrate: STILLS_KBPS * 1000, scaleResolutionDownBy: 1 });
    }
    expect(tess.call.sends.value).toBe("stills");
  });

  test("video comes back as soon as she wants it, where the network carries it", async () => {
    const { network, tess, eva, sender } = await site();
    tess.call.bear(power({ battery: at(18), stills: true }));
    await pass(60_000);
    tess.call.bear(power({ battery: at(18) }));
    await pass(1000);
    expect(tess.call.sends.value).toBe("video");
    expect(sender()?.track).toBe(camera);
    expect(eva.peer().power?.lowered).toBe("battery");
    network.available = 180;
    await pass(15_000);
    expect(tess.call.sends.value).toBe("stills");
    expect(eva.peer().power?.lowered).toBeNull();
  });

  test("the voice alone goes where the network carries no stills, whatever she has chosen", async () => {
    const { network, tess } = await site();
    tess.call.bear(power({ battery: at(18), stills: true }));
    Object.assign(network, { available: 15, rtt: 1200, losing: 0.3 });
    await pass(15_000);
    expect(tess.call.sends.value).toBe("voice");
    Object.assign(network, { available: 5000, rtt: 42, losing: 0 });
    await pass(120_000);
    expect(tess.call.sends.value).toBe("stills");
  });

  test("a server that refuses the signal costs the expert the battery alone", async () => {
    const { room, tess, eva } = await site();
    room.lose = (signal) => signal.kind === "power";
    tess.call.bear(power({ battery: at(18), stills: true }));
    await pass(5000);
    expect(eva.peer()).toMatchObject({ state: "live", power: null });
    expect(eva.peer().device?.sends).toBe("stills");
  });
});
