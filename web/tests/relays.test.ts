import { expect, test } from "vitest";
import { relaysOf } from "../src/protocol/call/connection/relays";

test("a leg with a node is given the relays, with their credentials, and no STUN server", () => {
  const turn = { urls: ["turn:a", "turns:a?transport=tcp"], username: "1:tess", credential: "c" };
  expect(relaysOf([{ urls: ["stun:a", "stuns:b"] }, turn])).toEqual([turn]);
  expect(relaysOf([{ ...turn, urls: ["stun:a", "turn:a"] }])).toEqual([
    { ...turn, urls: ["turn:a"] },
  ]);
  expect(relaysOf([{ urls: "stun:a" }, { urls: "turn:b" }])).toEqual([{ urls: ["turn:b"] }]);
  expect(relaysOf([])).toEqual([]);
});
