import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { pass, throughNode, together } from "./together";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const live = (network: Awaited<ReturnType<typeof together>>["network"]) =>
  network.connections.filter((each) => each.connectionState === "connected");

describe("a call at a site with a photo policy", () => {
  test("knows the rule from the server, and nothing before", async () => {
    const { room, tess } = await together();
    expect(tess.call.photoRule.value).toBe("allowed");
    const dan = room.open("dan", "expert", "d1");
    expect(dan.call.photoRule.value).toBeNull();
    room.photo_rule = "stills_only";
    room.announce();
    await pass(50);
    expect([tess, dan].map(({ call }) => call.photoRule.value)).toEqual(
      Array(2).fill("stills_only"),
    );
  });

  test("forbids the pictures of those who are there, and no expert's", async () => {
    const { room, tess, eva } = await together();
    room.photo_rule = "none";
    room.announce();
    await pass(50);
    expect(eva.peer()).toMatchObject({ participant: "tess", photoRule: "none" });
    expect(tess.peer()).toMatchObject({ participant: "eva", photoRule: "allowed" });
  });

  test("makes direct connections anew when pictures are forbidden or allowed", async () => {
    const { network, room, tess, eva } = await together();
    const first = live(network);
    for (const rule of ["stills_only", "allowed"] as const) {
      const before = network.connections.length;
      room.photo_rule = rule;
      room.announce();
      await pass(500);
      expect(network.connections.length).toBe(before + 2);
      expect([tess, eva].map(({ peer }) => peer().state)).toEqual(["live", "live"]);
    }
    expect(first.map((each) => each.connectionState)).toEqual(["closed", "closed"]);
  });

  test("keeps its connections when nothing about moving pictures changes", async () => {
    const { network, room } = await together();
    room.photo_rule = "stills_only";
    room.announce();
    await pass(500);
    const count = network.connections.length;
    room.photo_rule = "none";
    room.announce();
    await pass(500);
    expect(network.connections.length).toBe(count);
  });

  test("keeps its legs with a node, which drops the picture by itself", async () => {
    const { network, room, eva } = await throughNode();
    const count = live(network).length;
    room.photo_rule = "none";
    room.announce();
    await pass(500);
    expect(live(network).length).toBe(count);
    expect(eva.peer()).toMatchObject({ state: "live", photoRule: "none" });
  });
});
