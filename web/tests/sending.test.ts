import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { sharpness } from "../src/device/media/sharpness";
import { Pulse } from "../src/protocol/call/connection/pulse";
import type { SlowVideo } from "../src/protocol/call/sending/sending";
import {
  CAMERA_KBPS,
  PROBE_KBPS,
  encodingsFor,
  STILLS_KBPS,
} from "../src/protocol/call/sending/upstream";
import { Node } from "./node";
import { Room } from "./room";
import { Network } from "./network";
import { camera, microphone, pass, device } from "./together";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** Tess's phone makes its camera slow on a bad network; Eva looks on. */
async function site(through: "node" | "direct") {
  const network = new Network();
  const room = new Room(network);
  const node = new Node(room, network);
  if (through === "node") node.arrive();
  const slowed: (SlowVideo & { shots: number; stopped: boolean; from: unknown })[] = [];
  const slow = (from: MediaStreamTrack): SlowVideo => {
    const made = {
      ...{
        track: { kind: "video", id: "slow" } as unknown as MediaStreamTrack,
        shots: 0,
        stopped: false,
        from,
      },
      shoot: () => void made.shots++,
      stop: () => void (made.stopped = true),
    };
    slowed.push(made);
    return made;
  };
  const tess = room.open("tess", "technician", "t1", { slow });
  tess.call.publish({ audio: microphone, video: camera });
  tess.call.show(device);
  const eva = room.open("eva", "expert", "e1");
  await pass(20_000);
  const sender = () => {
    const leg = node.leg("tess", "tess")?.pc.far();
    const mine =
      leg ?? network.connections.find((each) => each.lines[0]?.sender.track === microphone);
    return mine?.lines.find((line) => line.receiver.track.kind === "video")?.sender;
  };
  return { network, room, node, tess, eva, slowed, sender };
}

describe.each(["node", "direct"] as const)(
  "below what a moving picture needs, by %s",
  (through) => {
    test("the phone sends stills by itself, says so, and the picture comes back by itself", async () => {
      const { network, node, tess, eva, slowed, sender } = await site(through);
      expect(sender()?.track).toBe(camera);
      network.available = 180;
      await pass(9000);
      expect(tess.call.sends.value).toBe("stills");
      expect(slowed.map(({ from }) => from)).toEqual([camera]);
      expect(sender()?.track).toBe(slowed[0]?.track);
      expect(sender()?.parameters.encodings).toMatchObject([
        { active: true, maxBitrate: STILLS_KBPS * 1000 },
      ]);
      expect(eva.peer().device?.sends).toBe("stills");
      if (through === "node") expect(node.shown.get("tess")).toMatchObject({ sends: "stills" });
      expect(eva.peer().state).toBe("live");
      network.available = 2000;
      await pass(12_000);
      expect(tess.call.sends.value).toBe("video");
      expect(slowed[0]?.stopped).toBe(true);
      expect(sender()?.track).toBe(camera);
      expect(eva.peer().device?.sends).toBe("video");
    });

    test("a still that Eva asks for is shot at once", async () => {
      const { network, eva, slowed } = await site(through);
      network.available = 180;
      await pass(9000);
      eva.call.ask("still", "s1");
      await pass(20);
      expect(slowed[0]?.shots).toBe(1);
    });

    test("another camera is made slow, too", async () => {
      const { network, tess, slowed, sender } = await site(through);
      network.available = 180;
      await pass(9000);
      const front = { kind: "video", id: "front" } as unknown as MediaStreamTrack;
      tess.call.publish({ video: front });
      expect(slowed.map(({ from, stopped }) => [from, stopped])).toEqual([
        [camera, true],
        [front, false],
      ]);
      expect(sender()?.track).toBe(slowed[1]?.track);
      tess.call.publish({ video: null });
      expect(slowed[1]?.stopped).toBe(true);
      expect(sender()?.track).toBeNull();
    });
  },
);

describe("what she sends", () => {
  test("is the voice alone where nothing else gets through, and the picture's encoder rests", async () => {
    const { network, tess, sender } = await site("node");
    Object.assign(network, { available: 15, rtt: 1200, losing: 0.3 });
    await pass(15_000);
    expect(tess.call.sends.value).toBe("voice");
    expect(sender()?.parameters.encodings).toMatchObject([{ active: false }]);
  });

  test("is judged by what the node can take, too", async () => {
    const { node, tess } = await site("node");
    node.say("tess", "rate", { video: "full", kbps: 150 });
    await pass(9000);
    expect(tess.call.sends.value).toBe("stills");
  });

  test("stays as it is while she shows nothing", async () => {
    const { network, tess } = await site("node");
    tess.call.publish({ video: null });
    network.available = 100;
    await pass(30_000);
    expect(tess.call.sends.value).toBe("video");
  });

  test("from a page that can't make its camera slow is no picture rather than a bad one", async () => {
    const network = new Network();
    const room = new Room(network);
    const eva = room.open("eva", "expert", "e1");
    room.open("tess", "technician", "t1");
    eva.call.publish({ video: camera });
    network.available = 100;
    await pass(15_000);
    const [mine] = network.connections
      .flatMap((each) => each.lines)
      .filter((line) => line.sender.track === camera);
    expect(mine?.sender.parameters.encodings).toMatchObject([{ active: false }]);
  });
});

describe("the encoder", () => {
  test("is given 2.5 Mbit/s unless told otherwise, and the voice goes first", () => {
    expect(encodingsFor("video", null).video.maxBitrate).toBe(CAMERA_KBPS * 1000);
    expect(encodingsFor("stills", null).audio.maxBitrate).toBeLessThan(
      encodingsFor("video", null).audio.maxBitrate,
    );
  });

  test("is given more for a moment while stills are sent, so that the estimate can grow", () => {
    expect(encodingsFor("stills", null, true).video.maxBitrate).toBe(PROBE_KBPS * 1000);
  });

  test("makes no stills of a picture that nobody needs", () => {
    expect(encodingsFor("stills", { video: "none", kbps: null }).video.active).toBe(false);
  });
});

describe("a pulse", () => {
  const beats = (
    pulse: Pulse,
    from: number,
    count: number,
    more: (turn: number) => object = () => ({}),
  ) =>
    Array.from({ length: count }, (_, turn) =>
      pulse.silent(from + turn * 250, { received: turn, sent: turn, rtt: 50, ...more(turn) }),
    );

  test("is missed after a second without an answer", () => {
    const pulse = new Pulse();
    expect(Math.max(...beats(pulse, 0, 40))).toBe(0);
    const silence = beats(pulse, 10_000, 8, (turn) => ({ received: 39, sent: 100 + turn }));
    expect(silence.findIndex((each) => each > 0)).toBe(4);
  });

  test("is waited for longer where a round trip takes a second", () => {
    const pulse = new Pulse();
    beats(pulse, 0, 40);
    const silence = beats(pulse, 10_000, 16, (turn) => ({
      received: 39,
      sent: 100 + turn,
      rtt: 1000,
    }));
    expect(silence.findIndex((each) => each > 0)).toBe(10);
  });

  test("is not missed where there never was one, nor after the page was frozen", () => {
    const deaf = new Pulse();
    expect(Math.max(...beats(deaf, 0, 80, (turn) => ({ received: 0, sent: turn })))).toBe(0);
    const frozen = new Pulse();
    beats(frozen, 0, 40);
    expect(frozen.silent(600_000, { received: 39, sent: 100, rtt: 50 })).toBe(0);
  });
});

test("a picture is sharper than the same one out of focus", () => {
  const [width, height] = [64, 48];
  const data = new Uint8ClampedArray(width * height * 4);
  const draw = (light: (x: number) => number) => {
    for (let at = 0; at < width * height; at++) data.fill(light(at % width), at * 4, at * 4 + 3);
    return sharpness({ data, width, height });
  };
  const edges = draw((x) => (x % 8 < 4 ? 0 : 255));
  const soft = draw((x) => 127 + 127 * Math.sin((x * Math.PI) / 4));
  expect(edges).toBeGreaterThan(5 * soft);
  expect(draw(() => 90)).toBeCloseTo(0);
});
