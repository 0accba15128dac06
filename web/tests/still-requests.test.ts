import { beforeEach, describe, expect, test } from "vitest";
import { StillRequests, PATIENCE } from "../src/protocol/call/still-requests";
import type { Peer } from "../src/protocol/call/peer";
import type { JobDocument, StateData, Still } from "../src/protocol/net/wire";
import { at, document, eva, photo, session, tess } from "./builders";

const call = session({
  participants: [
    {
      ...{ id: "tess", person_id: tess.id, name: "Tess", role: "technician" },
      ...{ joined_at: at(0), left_at: null, consent: null },
    },
  ],
});
const wanted = (id: string, change: Partial<Still> = {}): Still => ({
  ...{ id, session_id: call.id, requested_by: eva, state: "pending" },
  ...{ requested_at: at(0), expires_at: at(1) },
  ...change,
});
const holding = (stills: Still[], change: Partial<JobDocument> = {}) =>
  document({
    sessions: { [call.id]: call },
    stills: Object.fromEntries(stills.map((still) => [still.id, still])),
    ...change,
  });
const phone = (device: Partial<StateData> | null = {}, present = true) =>
  ({
    participant: "tess",
    present,
    device: device && { reason: null, sends: "video", ...device },
  }) as Peer;

let asked: string[];
let heard: boolean;
let asking: StillRequests;

beforeEach(() => {
  asked = [];
  heard = true;
  asking = new StillRequests((still) => {
    if (heard) asked.push(still);
    return heard;
  });
});

/** The stills that are asked for so many milliseconds after her request. */
function after(milliseconds: number, held = holding([wanted("s")]), peers = [phone()]): string[] {
  const known = { document: held, session: call.id, person: eva.id, peers };
  asking.look(known, Date.parse(at(0)) + milliseconds);
  return asked;
}

describe("a still that Eva asked for", () => {
  test("is Tess's phone's to give for four seconds, then asked of the node, once", () => {
    expect(after(PATIENCE - 1)).toEqual([]);
    expect(after(PATIENCE)).toEqual(["s"]);
    expect(after(PATIENCE + 1000)).toEqual(["s"]);
  });

  test("is asked for again while the request goes to nobody", () => {
    heard = false;
    expect(after(PATIENCE)).toEqual([]);
    heard = true;
    expect(after(PATIENCE + 1000)).toEqual(["s"]);
  });

  test.each<[string, Peer[]]>([
    ["has no page", [phone({}, false)]],
    ["has left the call", []],
    ["is behind another app", [phone({ reason: "hidden" })]],
    ["has given its camera away", [phone({ reason: "taken" })]],
    ["is in a phone call", [phone({ reason: "call" })]],
    ["has a network for stills only", [phone({ sends: "stills" })]],
  ])("is asked of the node at once when her phone %s", (_how, peers) => {
    expect(after(0, holding([wanted("s")]), peers)).toEqual(["s"]);
  });

  test.each<[string, Peer]>([
    ["has said nothing of itself yet", phone(null)],
    ["gives a frame where it can't take photos", phone({ takes_stills: false })],
    ["sends its voice alone, of which no still can be made", phone({ sends: "voice" })],
  ])("is waited for when her phone %s", (_how, peer) => {
    expect(after(PATIENCE - 1, holding([wanted("s")]), [peer])).toEqual([]);
    expect(after(PATIENCE, holding([wanted("s")]), [peer])).toEqual(["s"]);
  });

  test("and that her phone has answered is asked of nobody", () => {
    expect(after(PATIENCE, holding([wanted("s", { state: "taken" })]))).toEqual([]);
    expect(after(PATIENCE, holding([wanted("s")], { evidence: { s: photo("s") } }))).toEqual([]);
  });

  test("is no longer asked for when its minute is over", () => {
    expect(after(60_000)).toEqual([]);
    expect(after(PATIENCE, holding([wanted("s", { state: "missed" })]))).toEqual([]);
  });
});

test("what Tess took herself, and what was asked for in another call, is not Eva's to ask for", () => {
  const others = [wanted("a", { requested_by: tess }), wanted("b", { session_id: "another" })];
  expect(after(PATIENCE, holding([...others, wanted("s")]))).toEqual(["s"]);
});
