import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { pass, device, throughNode } from "./together";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe("what the node says", () => {
  test("of what flows is joined with who is there", async () => {
    const { node, tess, eva } = await throughNode();
    node.say("eva", "flow", { of: "tess", audio: true, video: false });
    node.say("tess", "flow", { of: "tess", audio: true, video: false });
    await pass(10);
    expect(eva.peer()).toMatchObject({ state: "live", flow: { audio: true, video: false } });
    expect(tess.call.flow.value).toEqual({ audio: true, video: false });
    node.say("eva", "flow", { of: "tess", audio: false, video: false });
    await pass(10);
    expect(eva.peer().state).toBe("reconnecting");
    tess.line.break();
    await pass(10);
    expect(eva.peer().state).toBe("absent");
  });

  test("nobody is missed who has nothing to send", async () => {
    const { node, tess, eva } = await throughNode();
    eva.call.show({ ...device, camera: "off", muted: true });
    node.say("tess", "flow", { of: "eva", audio: false, video: false });
    await pass(10);
    expect(tess.peer().state).toBe("live");
  });

  test("of a picture that nobody needs, or on a tile only, is heeded at the encoder", async () => {
    const { node } = await throughNode();
    const sender = () => node.leg("tess", "tess")?.pc.far()?.lines[1]?.sender;
    expect(sender()?.parameters).toMatchObject({
      degradationPreference: "maintain-resolution",
      encodings: [
        { active: true, maxBitrate: 2_500_000, maxFramerate: 30, scaleResolutionDownBy: 1 },
      ],
    });
    node.say("tess", "rate", { video: "small", kbps: null });
    await pass(10);
    expect(sender()?.parameters.encodings).toMatchObject([
      { maxBitrate: 250_000, scaleResolutionDownBy: 2 },
    ]);
    node.say("tess", "rate", { video: "none", kbps: null });
    await pass(10);
    expect(sender()?.parameters.encodings).toMatchObject([{ active: false }]);
    node.say("tess", "rate", { video: "full", kbps: 900 });
    await pass(10);
    expect(sender()?.parameters.encodings).toMatchObject([{ active: true, maxBitrate: 900_000 }]);
  });

  test("of a recording reaches the page, with who has consented", async () => {
    const { room, node, tess, eva } = await throughNode();
    room.recording = { id: "r", state: "on" };
    room.consents.set("eva", "given");
    room.announce();
    const stored = { recording: "r", seconds: 3, disk_bytes: 900, stored_bytes: 0, problem: null };
    await pass(10);
    node.say("tess", "stored", stored);
    await pass(10);
    expect(tess.call.recording.value).toEqual({ id: "r", state: "on" });
    expect(tess.call.recordingStored.value).toEqual(stored);
    expect([tess.call.consent.value, tess.peer().consent, eva.call.consent.value]).toEqual([
      null,
      "given",
      "given",
    ]);
    room.recording = null;
    room.announce();
    await pass(10);
    expect([tess.call.recording.value, tess.call.recordingStored.value]).toEqual([null, null]);
  });

  test("about a leg that has ended closes it", async () => {
    const { node, eva } = await throughNode();
    const leg = node.leg("eva", "tess");
    const far = leg?.pc.far();
    node.say("eva", "retired", { leg: leg?.id });
    await pass(10);
    expect(far?.connectionState).toBe("closed");
    expect(eva.peer().stream).toBeNull();
  });

  test("and a still that is asked for is asked of it and of the phone", async () => {
    const { node, tess, eva } = await throughNode();
    expect(eva.call.ask("still", "s1")).toBe(true);
    await pass(10);
    expect(node.asked).toEqual([{ what: "still", value: "s1" }]);
    expect(tess.call.lastAsk.value).toEqual({ what: "still", value: "s1" });
    const still = { id: "s1", jpeg: "/9j/", width: 1280, height: 720, at: "2026-03-02T08:00:00Z" };
    node.say("eva", "still", { of: "tess", ...still });
    await pass(10);
    expect(eva.peer().still).toEqual(still);
  });
});
