import { expect, test } from "vitest";
import { api } from "../src/protocol/net/api";
import { ApiClient } from "../src/protocol/net/client";
import type { Evidence, JobDocument } from "../src/protocol/net/wire";
import { document, photo } from "./builders";

function part(ids: string[], seq: number, next?: string): JobDocument {
  const evidence = Object.fromEntries(ids.map((id): [string, Evidence] => [id, photo(id)]));
  return { ...document({ evidence }), seq, ...(next && { next }) };
}

const PARTS: Record<string, JobDocument> = {
  "": part(["a", "b"], 7, "two"),
  two: part(["c"], 8, "three"),
  three: part(["d"], 9),
};

function answering(wrap: (document: JobDocument) => unknown) {
  const asked: string[] = [];
  const client = new ApiClient({
    fetch: async (input) => {
      asked.push(String(input));
      const after = new URL(String(input), "http://x").searchParams.get("after") ?? "";
      return Response.json(wrap(PARTS[after] as JobDocument));
    },
  });
  return { api: api(client), asked };
}

test("a job that comes in parts is whole, in order, at the seq of the first part", async () => {
  const { api, asked } = answering((document) => document);
  const whole = await api.job("j");
  expect(Object.keys(whole.evidence)).toEqual(["a", "b", "c", "d"]);
  expect(whole.seq).toBe(7);
  expect("next" in whole).toBe(false);
  expect(asked).toEqual(["/api/jobs/j", "/api/jobs/j?after=two", "/api/jobs/j?after=three"]);
});

test("a share's job is whole, too", async () => {
  const { api } = answering((document) => ({ share: { label: "Cleo" }, document }));
  const shared = await api.shared("t");
  expect(Object.keys(shared.document.evidence)).toEqual(["a", "b", "c", "d"]);
  expect(shared.share.label).toBe("Cleo");
});

test("a job of a server that knows no statements has none", async () => {
  const { api } = answering(({ statements: _, ...earlier }) => earlier);
  expect((await api.job("j")).statements).toEqual({});
});
