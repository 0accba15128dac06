import { describe, expect, test } from "vitest";
import { lineOf } from "../src/pages/check/check-words";
import {
  answerOf,
  attemptsFor,
  bestOf,
  shapeOf,
  verdictOf,
  wayOf,
  WAYS,
  type DevicePermission,
  type Findings,
  type Way,
} from "../src/protocol/net/check";
import type { Echo, PhotoRule } from "../src/protocol/net/wire";
import { seeded, seeds } from "./random";

const ECHO: Echo = {
  addresses: ["203.0.113.5", "2001:db8::5"],
  port: 40000,
  fragment: "echo",
  password: "p",
};
const STUN = { urls: ["stun:stun.firm.test"] };
const TURN = {
  urls: [
    "turn:turn.firm.test:3478",
    "turn:turn.firm.test:3478?transport=tcp",
    "turns:turn.firm.test:443?transport=tcp",
    "turn:two.firm.test?transport=udp",
  ],
  username: "1:tess",
  credential: "c",
};

function findings(
  open: Partial<Record<Way, number | null | false>>,
  more: Partial<Findings> = {},
): Findings {
  const tried = Object.entries(open).map(([way, rtt]) => ({
    way: way as Way,
    works: rtt !== false,
    rtt: rtt === false ? null : rtt,
  }));
  return { server: true, socket: true, tried, camera: "granted", microphone: "granted", ...more };
}

describe("what is told of a network", () => {
  test("is the best of the ways that are open", () => {
    expect(verdictOf(findings({ direct: 20, udp: 5, tls: 9 }))).toBe("direct");
    expect(verdictOf(findings({ direct: false, udp: false, tcp: false, tls: 60 }))).toBe("relayed");
    expect(verdictOf(findings({ direct: false, udp: false, tcp: false, tls: false }))).toBe(
      "nothing",
    );
    expect(verdictOf(findings({ udp: 30 })), "the straight way was not tried").toBe("either");
    expect(bestOf(findings({ tls: 60, tcp: 70, direct: false }).tried)?.way).toBe("tcp");
  });

  test("is nothing where nothing could be tried, and never a promise without the server", () => {
    expect(verdictOf(findings({}))).toBe("unknown");
    expect(verdictOf(findings({ direct: 20 }, { server: false }))).toBe("away");
    expect(verdictOf(findings({ direct: 20 }, { socket: false }))).toBe("away");
  });

  test.each(seeds(3))(
    "never promises a call when no way is open, whatever was found (seed %i)",
    (seed) => {
      const random = seeded(seed);
      const pick = <Item>(items: Item[]) => items[Math.floor(random() * items.length)] as Item;
      for (let turn = 0; turn < 500; turn++) {
        const tried = WAYS.filter(() => pick([true, false])).map((way) => ({
          way,
          works: pick([true, false]),
          rtt: pick([null, 12]),
        }));
        const all: DevicePermission[] = ["granted", "denied", "ask", "missing"];
        const findings: Findings = {
          ...{ server: pick([true, false]), socket: pick([true, false]), tried },
          ...{ camera: pick(all), microphone: pick(all) },
        };
        const works = findings.server && findings.socket && tried.some((each) => each.works);
        const said = lineOf(findings)?.words ?? "";
        const silent = shapeOf(findings) === "none";
        expect(said.startsWith("Calls work here"), JSON.stringify(findings)).toBe(works && !silent);
      }
    },
  );
});

describe("what a call would be", () => {
  test.each<[DevicePermission, DevicePermission, string]>([
    ["granted", "granted", "whole"],
    ["ask", "ask", "whole"],
    ["denied", "granted", "unseen"],
    ["missing", "ask", "unseen"],
    ["granted", "denied", "silent"],
    ["denied", "missing", "none"],
  ])("with a camera %s and a microphone %s is %s", (camera, microphone, shape) => {
    expect(shapeOf(findings({}, { camera, microphone }))).toBe(shape);
  });

  test("is said in the line, with the relay where it takes that way", () => {
    const line = (findings: Findings) => lineOf(findings)?.words;
    expect(line(findings({ direct: 20 }))).toBe("Calls work here: video");
    expect(line(findings({ direct: false, tcp: 20 }))).toBe("Calls work here, through our relay");
    expect(line(findings({ tcp: 20 }, { camera: "denied" }))).toBe("Calls work here: voice only");
    expect(line(findings({ direct: false }))).toBe("No video here. Try mobile data");
    expect(lineOf(findings({}))).toBeNull();
    expect(lineOf(null)?.words).toBe("Checking what works here");
  });

  test.each<[PhotoRule, DevicePermission, DevicePermission, string, boolean]>([
    ["stills_only", "granted", "ask", "Calls work here: voice and photos", false],
    ["stills_only", "denied", "granted", "Calls work here: voice only", true],
    ["stills_only", "granted", "denied", "The microphone is blocked in this browser", true],
    ["none", "granted", "granted", "Calls work here: voice", false],
    ["none", "denied", "granted", "Calls work here: voice", false],
    ["none", "granted", "denied", "The microphone is blocked in this browser", true],
    ["none", "denied", "denied", "Camera and microphone are blocked in this browser", true],
  ])(
    "promises no picture at a site with %s: camera %s, microphone %s",
    (rule, camera, microphone, said, trouble) => {
      const here = findings({ direct: 20 }, { camera, microphone });
      expect(lineOf(here, false, rule)).toMatchObject({ words: said, trouble });
    },
  );
});

describe("what is tried", () => {
  test("is each way by itself, with the relay's addresses for it alone", () => {
    const attempts = attemptsFor({ ice_servers: [STUN, TURN], echo: ECHO });
    expect(attempts.map(({ way, servers }) => [way, servers.flatMap(({ urls }) => urls)])).toEqual([
      ["direct", []],
      ["udp", [TURN.urls[0], TURN.urls[3]]],
      ["tcp", [TURN.urls[1]]],
      ["tls", [TURN.urls[2]]],
    ]);
    expect(attempts[2]?.servers[0]).toMatchObject({ username: "1:tess", credential: "c" });
  });

  test("is a STUN server where no node echoes, and nothing where there is none either", () => {
    expect(attemptsFor({ ice_servers: [STUN], echo: null })).toEqual([
      { way: "direct", servers: [STUN] },
    ]);
    expect(attemptsFor({ ice_servers: [], echo: null })).toEqual([]);
    expect(attemptsFor({ ice_servers: [TURN], echo: null }).map(({ way }) => way)).toEqual([
      "udp",
      "tcp",
      "tls",
    ]);
  });

  test("knows how a server is reached by its address", () => {
    expect(
      ["turn:a", "turn:a?transport=udp", "turn:a?transport=tcp", "turns:a", "stun:a"].map(wayOf),
    ).toEqual(["udp", "udp", "tcp", "tls", null]);
  });
});

describe("the echo's answer", () => {
  test("is an ICE-lite peer at each address, on the line that was offered", () => {
    const sdp = answerOf(ECHO, "v=0\r\na=mid:data\r\n");
    expect(sdp).toContain("a=ice-lite\r\n");
    expect(sdp).toContain("a=mid:data\r\n");
    expect(sdp).toContain("a=ice-ufrag:echo\r\na=ice-pwd:p\r\n");
    expect(sdp.match(/^a=candidate:.*$/gm)).toEqual([
      "a=candidate:1 1 udp 2130706431 203.0.113.5 40000 typ host",
      "a=candidate:2 1 udp 2130706175 2001:db8::5 40000 typ host",
    ]);
  });
});
