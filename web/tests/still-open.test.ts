import { expect, test } from "vitest";
import { isStillOpen } from "../src/protocol/net/still-open";

const answering = (status: number) => async () => ({ status }) as Response;

test("a redirect, which a page may not look into, leads on", async () => {
  expect(await isStillOpen("/recording", answering(0))).toBe(true);
});

test.each([401, 403, 404, 410])("%i says that the reader may not any more", async (status) => {
  expect(await isStillOpen("/recording", answering(status))).toBe(false);
});

test.each([429, 500, 503])("%i says nothing about the reader", async (status) => {
  expect(await isStillOpen("/recording", answering(status))).toBe(true);
});

test("without a network nothing is known to have ended", async () => {
  const gone = async () => {
    throw new TypeError("no network");
  };
  expect(await isStillOpen("/recording", gone)).toBe(true);
});

test("the file itself is not fetched", async () => {
  const asked: (RequestInit | undefined)[] = [];
  await isStillOpen("/recording", async (_address, request) => {
    asked.push(request);
    return { status: 0 } as Response;
  });
  expect(asked).toEqual([{ redirect: "manual", cache: "no-store" }]);
});
