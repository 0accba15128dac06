import { describe, expect, test } from "vitest";
import { answerFor, isOurs, PAGES, type Shell, stemOf } from "../src/worker/answers";

const HERE = "https://assist.example";
const SHELL: Shell = {
  version: "1",
  entry: "/assets/index-AAAAAAAA.js",
  files: ["/assets/index-AAAAAAAA.js", "/favicon.svg"],
  rooms: [["/assets/office-BBBBBBBB.js"]],
};

const answer = (path: string, mode: RequestMode, method = "GET", origin = HERE) =>
  answerFor({ url: origin + path, mode, method }, HERE, SHELL);

describe("a request is answered", () => {
  test.each(PAGES.flatMap((first) => [`/${first}`, `/${first}/a-token?to=there`]))(
    "by the kept page at %s",
    (path) => {
      expect(answer(path, "navigate")).toBe("page");
    },
  );

  test.each([
    "/api/docs",
    "/api/jobs/1/evidence/2/original",
    "/socket.io/",
    "/healthz",
    "/smart-hands/jobs/1/2/original?X-Amz-Signature=3",
    "/assets/index-AAAAAAAA.js",
    "/favicon.svg",
    "/nothing",
  ])("by the server where somebody goes to %s", (path) => {
    expect(answer(path, "navigate")).toBe("server");
  });

  test.each(["/assets/index-AAAAAAAA.js", "/assets/of-an-earlier-version-.js", "/favicon.svg"])(
    "by a kept file where a page loads %s",
    (path) => {
      expect(answer(path, "cors")).toBe("file");
    },
  );

  test.each([
    "/api/jobs",
    "/api/shares/a-token",
    "/",
    "/jobs/1",
    "/manifest.webmanifest",
    "/sw.js",
  ])("by the server where a page loads %s", (path) => {
    expect(answer(path, "cors")).toBe("server");
  });

  test("by the server where something is sent, and by any other origin", () => {
    expect(answer("/", "navigate", "POST")).toBe("server");
    expect(answer("/assets/index-AAAAAAAA.js", "cors", "HEAD")).toBe("server");
    expect(answer("/favicon.svg", "no-cors", "GET", "https://objects.example")).toBe("server");
  });
});

describe("an answer is ours", () => {
  const sent = (body: string, type: string, status = 200) =>
    new Response(body, { status, headers: { "Content-Type": type } });
  const ours = `<script type="module" src="${SHELL.entry}"></script>`;
  const html = "text/html; charset=utf-8";
  const script = "text/javascript; charset=utf-8";
  const redirected = sent("export {}", script);
  Object.defineProperty(redirected, "redirected", { value: true });

  test.each([
    ["the page of this version", "/", sent(ours, html), true],
    ["a script", SHELL.entry, sent("export {}", script), true],
    ["the page of another version", "/", sent(ours.replace("AAAAAAAA", "CCCCCCCC"), html), false],
    ["a network's page for the page", "/", sent("<h1>Welcome. Accept our terms</h1>", html), false],
    ["a network's page for a script", SHELL.entry, sent("<h1>Welcome</h1>", html), false],
    ["what a network leads to", SHELL.entry, redirected, false],
    ["a script for the page", "/", sent(ours, script), false],
    ["a refusal", SHELL.entry, sent("export {}", script, 404), false],
  ])("or not: %s", async (_name, file, given, expected) => {
    expect(await isOurs(file, given, SHELL)).toBe(expected);
  });
});

test("a file has the same stem in every version", () => {
  expect(stemOf("/assets/office-DHkgZzDw.js")).toBe("/assets/office.js");
  expect(stemOf("/assets/office-a-_9-x_Z.js")).toBe("/assets/office.js");
  expect(stemOf("/assets/sign-in-BZzNp01Y.css")).toBe("/assets/sign-in.css");
  expect(stemOf("/favicon.svg")).toBe("/favicon.svg");
});
