import { describe, expect, test } from "vitest";
import type { Power } from "../src/protocol/net/wire";
import { silent, Tess } from "./tess-seen";

describe("a phone that spares itself", () => {
  const lowered = (why: Power["lowered"]) => ({ power: { battery: null, lowered: why } });

  test.each(["heat", "battery"] as const)("sends a smaller picture: %s", (why) => {
    expect(new Tess().after(1, lowered(why)).matter).toBe(why);
    expect(new Tess().says({ camera: "off" }).after(1, lowered(why)).matter).toBe("off");
  });

  test("sends stills by her choice, which is not blamed on the network", () => {
    expect(new Tess().says({ sends: "stills" }).after(1, lowered("stills")).matter).toBe("thrift");
    expect(new Tess().says({ sends: "stills" }).after(1, lowered("heat")).matter).toBe("stills");
    expect(new Tess().says({ sends: "voice" }).after(1, lowered("stills")).matter).toBe("voice");
  });

  test("is no matter while its picture is missed altogether", () => {
    const tess = new Tess().after(2, lowered("heat"));
    expect(tess.after(2, { flow: { audio: true, video: false } }).after(3).matter).toBe(
      "picture 3",
    );
  });
});

describe("a site that allows no video", () => {
  const there = { photoRule: "stills_only" as const };

  test("is the reason why there is no picture, whatever her page says of its camera", () => {
    const tess = new Tess().after(1, there);
    expect(tess.matter).toBe("forbidden");
    expect(tess.after(9, { flow: { audio: true, video: false } }).matter).toBe("forbidden");
    for (const camera of ["off", "paused"] as const)
      expect(new Tess().says({ camera, camera_problem: "denied" }).after(1, there).matter).toBe(
        "forbidden",
      );
  });

  test("takes no blame for her network, her phone call, and a voice that does not come", () => {
    const tess = new Tess().after(1, there);
    expect(tess.after(1, { ...silent, state: "reconnecting" }).matter).toBe("network 0");
    expect(new Tess().says({ reason: "call" }).after(0, there).matter).toBe("phone");
    const dumb = { flow: { audio: false, video: true }, ...there };
    expect(new Tess().after(1, dumb).after(4).matter).toBe("sound 4");
  });
});
