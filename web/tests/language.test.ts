import { afterEach, beforeEach, expect, test, vi } from "vitest";

beforeEach(() => {
  // The language of the module is that of a page, so that each test has a page of its own.
  vi.resetModules();
  vi.stubGlobal("document", { documentElement: {} });
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** A network on which the test says when time passes. */
function inSlowTime(): void {
  vi.useFakeTimers();
  vi.stubGlobal("navigator", { onLine: true });
  vi.stubGlobal("addEventListener", () => {});
  vi.stubGlobal("removeEventListener", () => {});
}

const page = () => import("../src/text/language");
const english = { hello: "Hello" };
const german = { hello: "Hallo" };

test("a language is spoken once the words of all code are here", async () => {
  const { catalogue, language, speak } = await page();
  let come = (_words: typeof english) => {};
  const words = catalogue(english, () => new Promise((go) => (come = go)));
  const others = catalogue(english, async () => german);
  const spoken = speak("de");
  await Promise.resolve();
  expect([language.value, words().hello, others().hello]).toEqual(["en", "Hello", "Hello"]);
  come(german);
  await spoken;
  expect([language.value, words().hello, others().hello]).toEqual(["de", "Hallo", "Hallo"]);
  expect(document.documentElement.lang).toBe("de");
});

test("code that comes later is shown in the page's language", async () => {
  const { catalogue, speak, translated } = await page();
  await speak("de");
  const fetchGerman = vi.fn(async () => german);
  const words = catalogue(english, fetchGerman);
  expect(words().hello).toBe("Hello");
  await translated();
  expect(words().hello).toBe("Hallo");
  await translated();
  expect(fetchGerman).toHaveBeenCalledTimes(1);
});

test("English needs no further words", async () => {
  const { catalogue, speak, translated } = await page();
  const fetchGerman = vi.fn(async () => german);
  const words = catalogue(english, fetchGerman);
  await speak("en");
  await translated();
  expect(words().hello).toBe("Hello");
  expect(fetchGerman).not.toHaveBeenCalled();
});

test("words that take long to come keep nobody waiting, and are shown when they are here", async () => {
  inSlowTime();
  const { catalogue, speak, translated } = await page();
  await speak("de");
  const fetchGerman = vi.fn(async () => german);
  fetchGerman.mockRejectedValueOnce(new TypeError()).mockRejectedValueOnce(new TypeError());
  const words = catalogue(english, fetchGerman);
  const waited = translated();
  await vi.advanceTimersByTimeAsync(250);
  await waited;
  expect(words().hello).toBe("Hello");
  await vi.advanceTimersByTimeAsync(1000);
  expect(words().hello).toBe("Hallo");
});

test("the language that was chosen last is the one that is spoken", async () => {
  const { catalogue, language, speak } = await page();
  let come = (_words: typeof english) => {};
  catalogue(english, () => new Promise((go) => (come = go)));
  const first = speak("de");
  await speak("en");
  come(german);
  await first;
  expect(language.value).toBe("en");
});

test("two catalogues are read as one, in either language", async () => {
  const { catalogue, joined, speak } = await page();
  const both = joined(
    catalogue(english, async () => german),
    catalogue({ bye: "Bye" }, async () => ({ bye: "Tschüs" })),
  );
  expect(both()).toEqual({ hello: "Hello", bye: "Bye" });
  await speak("de");
  expect(both()).toEqual({ hello: "Hallo", bye: "Tschüs" });
});

test("words that are late are fetched once for everybody who waits for them", async () => {
  inSlowTime();
  const { catalogue, language, speak, translated } = await page();
  const fetchGerman = vi.fn(async () => german);
  fetchGerman.mockRejectedValueOnce(new TypeError()).mockRejectedValueOnce(new TypeError());
  catalogue(english, fetchGerman);
  const first = speak("de");
  await vi.advanceTimersByTimeAsync(250);
  await first;
  await Promise.all([speak("de"), translated()]);
  expect(fetchGerman).toHaveBeenCalledTimes(2);
  expect(language.value).toBe("en");
  await vi.advanceTimersByTimeAsync(1000);
  expect(language.value).toBe("de");
});
