import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test, vi } from "vitest";

const PAGE = readFileSync(join(import.meta.dirname, "..", "index.html"), "utf8");
const [early = ""] = [...PAGE.matchAll(/<script>(.*?)<\/script>/gs)]
  .map(([, script = ""]) => script)
  .filter((script) => script.includes("data-"));

let kept: Record<string, string>;
let drawn: Set<string>;
let works: boolean;

const use = <Result>(act: () => Result): Result => {
  if (!works) throw new DOMException("", "SecurityError");
  return act();
};

beforeEach(() => {
  [kept, drawn, works] = [{ "smart-hands.role": "technician" }, new Set(), true];
  vi.resetModules();
  vi.stubGlobal("addEventListener", () => {});
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => use(() => kept[key] ?? null),
    setItem: (key: string, text: string) => use(() => void (kept[key] = text)),
    removeItem: (key: string) => use(() => void delete kept[key]),
  });
  vi.stubGlobal("document", {
    documentElement: {
      setAttribute: (name: string) => drawn.add(name),
      toggleAttribute: (name: string, on: boolean) => (on ? drawn.add(name) : drawn.delete(name)),
    },
  });
});

/** The modules of a page that has just been opened. */
const opened = () => import("../src/design/modes/modes");
/** What the script in the page's head draws before the first paint. */
const paint = () => {
  drawn.clear();
  new Function(early)();
  return [...drawn];
};

test("a mode that is switched on is drawn at once, and before the paint of each page after", async () => {
  const page = await opened();
  expect(paint()).toEqual([]);
  page.switchMode("glove");
  expect([...drawn]).toEqual(["data-glove"]);
  expect([page.isOn("glove"), page.isOn("glare")]).toEqual([true, false]);
  expect(paint()).toEqual(["data-glove"]);
  vi.resetModules();
  const next = await opened();
  expect([next.isOn("glove"), next.isOn("glare")]).toEqual([true, false]);
  next.switchMode("glare");
  expect(paint()).toEqual(["data-glove", "data-glare"]);
  next.switchMode("glove");
  expect(paint()).toEqual(["data-glare"]);
});

test("a guest has the modes of the phone, and the pages of a desk are in none", async () => {
  const page = await opened();
  page.switchMode("glare");
  kept["smart-hands.role"] = "guest";
  expect(paint()).toEqual(["data-glare"]);
  kept["smart-hands.role"] = "dispatcher";
  expect(paint()).toEqual([]);
  page.drawModes(true);
  expect([...drawn]).toEqual(["data-glare"]);
  page.drawModes(false);
  expect([...drawn]).toEqual([]);
  expect(page.isOn("glare")).toBe(true);
});

test("a browser that keeps nothing has the modes for as long as its page", async () => {
  works = false;
  const page = await opened();
  expect(paint()).toEqual([]);
  page.switchMode("glove");
  expect([page.isOn("glove"), [...drawn]]).toEqual([true, ["data-glove"]]);
});
