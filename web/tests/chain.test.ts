import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { canonical, verify } from "../src/protocol/job/chain";
import type { Event, EventBody } from "../src/protocol/net/wire";

/**
 * The worked example of docs/events.md: bodies and headers as written there, and the two hashes.
 */
function example(): { whole: Event[]; client: Event[] } {
  const text = readFileSync(new URL("../../docs/events.md", import.meta.url), "utf8");
  const blocks = (kind: string) =>
    [...text.matchAll(new RegExp(`\`\`\`${kind}\\n(.*)\\n\`\`\``, "g"))].map(
      (found) => found[1] ?? "",
    );
  const [body1, header1, body2, header2] = blocks("json").map(
    (line) => JSON.parse(line) as unknown,
  );
  const [hash1 = "", hash2 = ""] = blocks("hash");
  const first = { ...(header1 as Event), hash: hash1, body: body1 as EventBody };
  const second = { ...(header2 as Event), hash: hash2 };
  return { whole: [first, { ...second, body: body2 as EventBody }], client: [first, second] };
}

describe("canonical JSON", () => {
  test("sorts keys by UTF-16 units at every depth, and adds no space", () => {
    expect(
      canonical({ b: [{ z: 1, a: null }], a: "ü", "\u20ac": 1, "\r": 2, "😀": 3, "\ufb33": 4 }),
    ).toBe('{"\\r":2,"a":"ü","b":[{"a":null,"z":1}],"€":1,"😀":3,"\ufb33":4}');
  });

  test("writes numbers and control characters as RFC 8785 does", () => {
    // biome-ignore lint/correctness/noPrecisionLoss: the example of RFC 8785 has more digits than a double.
    expect(canonical([333333333.33333329, 1e30, 4.5, 2e-3, 1e-27, -0, '\u000f\n"\\'])).toBe(
      '[333333333.3333333,1e+30,4.5,0.002,1e-27,0,"\\u000f\\n\\"\\\\"]',
    );
  });
});

describe("the chain of the documented example", () => {
  test("holds for one of our own people", async () => {
    expect(await verify(example().whole)).toEqual({ sound: true, count: 2 });
  });

  test("holds for a client, who gets no body of the internal note", async () => {
    expect(await verify(example().client)).toEqual({ sound: true, count: 2 });
  });

  test("shows a changed body", async () => {
    const [first] = example().whole;
    const changed = structuredClone(first as Event);
    (changed.body as EventBody).details = { job: { state: "completed" } };
    expect(await verify([changed])).toEqual({ sound: false, seq: 1, reason: "body" });
  });

  test("shows a changed time", async () => {
    const [first, second] = example().client as [Event, Event];
    expect(await verify([first, { ...second, at: "2026-03-02T08:20:01.000000Z" }])).toMatchObject({
      seq: 2,
      reason: "hash",
    });
  });

  test("shows a removed event", async () => {
    const [, second] = example().client as [Event, Event];
    expect(await verify([second])).toEqual({ sound: false, seq: 1, reason: "missing" });
  });
});

describe("a chain from anywhere", () => {
  const [first] = example().whole as [Event];

  test.each([
    ["a number beyond a double's", '{"n":1e400}'],
    ["nothing where the number was", '{"n":null}'],
    ["a huge number", `{"n":1${"0".repeat(300)}}`],
    ["minus zero", '{"n":-0}'],
    ["half a letter", '{"n":"\\ud800"}'],
    ["no object", "0"],
    ["nothing", "null"],
  ])("is answered: %s", async (_, body) => {
    const event = { ...first, body: JSON.parse(body) as EventBody };
    expect(await verify([event])).toEqual({ sound: false, seq: 1, reason: "body" });
  });

  test("takes no number that JSON lacks for null", async () => {
    expect(() => canonical({ n: JSON.parse("1e400") as number })).toThrow(RangeError);
    expect(() => canonical([NaN])).toThrow(RangeError);
  });

  test.each(["stream", "at", "body_digest", "hash"])("is answered without %s", async (field) => {
    const event = { ...first, [field]: Infinity } as unknown as Event;
    expect(await verify([event])).toEqual({ sound: false, seq: 1, reason: "hash" });
  });
});
