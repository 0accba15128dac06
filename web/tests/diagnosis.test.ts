import { describe, expect, test } from "vitest";
import { diagnose, nothingMissing } from "../src/protocol/call/diagnosis";
import { away, films, silent, START, Tess } from "./tess-seen";

describe("the picture comes", () => {
  test("and nothing is the matter", () => {
    expect(new Tess().after(5).matter).toBe("fine");
  });

  test("also while only the socket is gone: what the phone said stands", () => {
    expect(new Tess().after(1, { present: false }).matter).toBe("fine");
  });

  test("and one who is muted is missed by nobody", () => {
    const tess = new Tess().says({ muted: true });
    expect(tess.after(9, { flow: { audio: false, video: true } }).matter).toBe("fine");
  });

  test("before she has said what she sends", () => {
    expect(new Tess().after(1, { device: null, flow: null }).matter).toBe("fine");
  });
});

test.each(["asking", "denied", "missing", "busy", "silent", "unsupported"] as const)(
  "a phone without a camera that is wanted says why: %s",
  (problem) => {
    const { seen } = new Tess().says({ camera: "off", camera_problem: problem });
    const around = { missing: nothingMissing, online: true, age: null, now: START };
    expect(diagnose(seen, around)).toEqual({ kind: "camera", problem });
  },
);

describe("the network at the phone", () => {
  test("is gone when nothing comes, and the seconds go on once its page is missed too", () => {
    const tess = new Tess().after(2, { ...silent, state: "reconnecting", since: START + 2000 });
    expect(tess.matter).toBe("network 0");
    expect(tess.after(4).matter).toBe("network 4");
    expect(tess.after(2, away(tess.now)).matter).toBe("network 6");
    expect(tess.after(10).matter).toBe("network 16");
  });

  test("and when it is back, nothing is the matter", () => {
    const tess = new Tess().after(2, { ...silent, state: "reconnecting", since: START + 2000 });
    tess.after(8, { flow: { audio: true, video: true }, present: true, state: "live" });
    expect(tess.matter).toBe("fine");
    expect(tess.after(3, { ...silent, state: "reconnecting", since: tess.now }).matter).toBe(
      "network 0",
    );
  });

  test("is blamed also where she only speaks", () => {
    const tess = new Tess().says({ camera: "off" });
    expect(tess.after(1, { flow: { audio: true, video: false } }).matter).toBe("off");
    expect(
      new Tess().says({ sends: "voice" }).after(3, { ...silent, state: "reconnecting" }).matter,
    ).toBe("network 0");
  });

  test("is not blamed for a page that she closed: it says so before its sound is missed", () => {
    const tess = new Tess().after(1, { present: false });
    expect(tess.matter).toBe("fine");
    tess.after(2, { ...silent, ...away(tess.now + 2000) });
    expect(tess.matter).toBe("closed 0");
    expect(tess.after(40).matter).toBe("closed 40");
  });

  test("carries stills or a voice alone, as the phone says", () => {
    expect(new Tess().says({ sends: "stills" }).matter).toBe("stills");
    expect(
      new Tess().says({ sends: "voice" }).after(2, { flow: { audio: true, video: false } }).matter,
    ).toBe("voice");
  });
});

describe("the phone", () => {
  test.each([
    ["hidden", "hidden"],
    ["taken", "taken"],
    ["saver", "saver"],
    [null, "paused"],
  ] as const)("says why it has paused the camera: %s", (reason, kind) => {
    const tess = new Tess().says({ camera: "paused", reason });
    expect(tess.matter).toBe(kind);
    expect(tess.after(3, { flow: { audio: true, video: false } }).matter).toBe(kind);
  });

  test("is on a call by telephone, whatever it does with the camera", () => {
    expect(new Tess().says({ reason: "call", muted: true }).matter).toBe("phone");
    expect(new Tess().says({ reason: "call", muted: true, camera: "paused" }).matter).toBe("phone");
  });

  test.each(["hidden", "saver"] as const)(
    "that is dark falls silent and away, for the same reason: %s",
    (reason) => {
      const tess = new Tess().says({ camera: "paused", reason });
      expect(tess.after(3, { ...silent, state: "reconnecting", since: tess.now }).matter).toBe(
        reason,
      );
      expect(tess.after(5, away(tess.now)).matter).toBe(reason);
      tess.after(4, {
        present: true,
        state: "live",
        flow: { audio: true, video: true },
        device: films,
      });
      expect(tess.matter).toBe("fine");
    },
  );

  test("whose camera another app has lost its network as well: then that is the matter", () => {
    const tess = new Tess().says({ camera: "paused", reason: "taken" });
    tess.after(2, { ...silent, state: "reconnecting", since: tess.now }).after(6, away(tess.now));
    expect(tess.matter).toBe("network 6");
  });
});

describe("one of the two", () => {
  test("the picture doesn't come though the sound does", () => {
    expect(new Tess().after(2, { flow: { audio: true, video: false } }).after(3).matter).toBe(
      "picture 3",
    );
  });

  test("the sound doesn't come though the picture does", () => {
    expect(new Tess().after(2, { flow: { audio: false, video: true } }).after(4).matter).toBe(
      "sound 4",
    );
  });

  test("the picture stands still, where nobody says what flows", () => {
    const tess = new Tess().after(1, { via: "direct", flow: null });
    tess.age = 3000;
    expect(tess.matter).toBe("stands 3");
    tess.age = 900;
    expect(tess.matter).toBe("fine");
    tess.says({ camera: "off" }).age = 9000;
    expect(tess.matter).toBe("off");
  });
});

describe("the way to her", () => {
  const direct = { via: "direct" as const, flow: null };

  test("is being found", () => {
    expect(new Tess().after(1, { ...direct, state: "connecting" }).matter).toBe("connecting");
    expect(new Tess().after(1, { flow: null, state: "reconnecting" }).matter).toBe("connecting");
  });

  test("is lost, and nobody knows why", () => {
    const tess = new Tess().after(1, { ...direct, state: "reconnecting", since: START + 1000 });
    expect(tess.after(6).matter).toBe("reconnecting 6");
  });

  test("is lost with her page", () => {
    const tess = new Tess().after(1, { ...direct, ...away(START + 1000) });
    expect(tess.after(12).matter).toBe("closed 12");
  });

  test("can't be judged while our own is gone, unless her picture comes all the same", () => {
    const tess = new Tess().after(1, { ...silent, state: "reconnecting", since: START + 1000 });
    tess.online = false;
    expect(tess.after(2).matter).toBe("here 2");
    expect(tess.after(0, { flow: { audio: true, video: true }, state: "live" }).matter).toBe(
      "fine",
    );
  });
});

test("what is the matter is known within three seconds of the last packet", () => {
  // The node reports two seconds of silence, and the page draws each second.
  const tess = new Tess().after(2, { ...silent, state: "reconnecting", since: START + 2000 });
  expect(tess.matter).toBe("network 0");
});
