import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { policyOf, policyWords, takersWords } from "../src/pages/job/photo-policy";
import type { PhotoPolicy, Site } from "../src/protocol/net/wire";
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

const policy = (said: Partial<PhotoPolicy>): PhotoPolicy => ({
  ...{ rule: "allowed", permit_required: false, permit_number: "" },
  ...said,
});

describe("the words of a policy", () => {
  test.each([
    [null, ""],
    [undefined, ""],
    [policy({ permit_number: "7" }), "Photo permit: 7"],
    [policy({ rule: "stills_only" }), "This site allows photos, but no video."],
    [
      policy({ rule: "stills_only", permit_number: "7" }),
      "This site allows photos, but no video. Photo permit: 7",
    ],
    [policy({ rule: "none", permit_number: "7" }), "This site allows no photos."],
    [
      policy({ rule: "none", permit_required: true }),
      "Photos need a permit here, and none is entered.",
    ],
  ])("of %o", (said, words) => {
    expect(policyWords(said)).toBe(words);
  });

  test.each([
    [null, ""],
    [policy({ rule: "stills_only" }), "This site allows photos, but no video."],
    [policy({ rule: "none" }), "This site allows no photos. Write or speak a note instead."],
    [
      policy({ rule: "none", permit_required: true }),
      "Photos need a permit here, and none is entered. Ask the desk for it.",
    ],
  ])("of %o tell whoever works there what to do", (said, words) => {
    expect(takersWords(said)).toBe(words);
  });

  test("forbid everything at a site whose permit is missing", () => {
    const site = { photo_rule: "allowed", photo_permit_required: true, photo_permit_number: "" };
    expect(policyOf(site as Site).rule).toBe("none");
    expect(policyOf({ ...site, photo_permit_number: "7" } as Site).rule).toBe("allowed");
  });
});

test("whoever is called reads what the others will see there, and a server that tells no rule forbids nothing", async () => {
  const { filmedWords } = await import("../src/pages/technician/call/words");
  const shown = "what the rear camera sees";
  expect([filmedWords("allowed", shown), filmedWords(undefined, shown)]).toEqual([shown, shown]);
  expect(filmedWords("stills_only", shown)).toMatch(/no video/);
  expect(filmedWords("none", shown)).toMatch(/no pictures/);
});
