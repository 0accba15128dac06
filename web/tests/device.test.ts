import "fake-indexeddb/auto";
import { describe, expect, test } from "vitest";
import { inAppBrowser } from "../src/device/browser";
import { pictureType } from "../src/device/files";
import { indexedStore } from "../src/device/store/entries";
import type { PhotoEntry } from "../src/protocol/outbox/entries";
import { at, JOB } from "./builders";

const bytes = (text: string) => new Blob([Uint8Array.from(text, (letter) => letter.charCodeAt(0))]);
const box = (brands: string) => `\0\0\0${String.fromCharCode(8 + brands.length)}ftyp${brands}`;

describe("a file is known by its first bytes", () => {
  test.each([
    ["a JPEG", "\xff\xd8\xff\xe1", "image/jpeg"],
    ["a PNG", "\x89PNG\r\n\x1a\n", "image/png"],
    ["a WebP", "RIFF\0\0\0\0WEBPVP8 ", "image/webp"],
    ["an iPhone's HEIC", box("heic\0\0\0\0mif1heic"), "image/heic"],
    ["a HEIC under a generic brand", box("mif1\0\0\0\0mif1heic"), "image/heic"],
    ["a generic HEIF", box("mif1\0\0\0\0miafMiHB"), "image/heif"],
    ["an AVIF", box("avif\0\0\0\0mif1"), "image/avif"],
    ["an AVIF under a generic brand", box("mif1\0\0\0\0avifmiaf"), "image/avif"],
    ["an AVIF that moves and has a still", box("avis\0\0\0\0avifmsf1"), "image/avif"],
    ["an AVIF that only moves", box("avis\0\0\0\0msf1"), null],
    ["a film", box("isom\0\0\0\0iso2mp41"), null],
    ["SVG that says it is a JPEG", "<svg xmlns=", null],
    ["nothing at all", "", null],
  ])("%s", async (_name, text, type) => {
    expect(await pictureType(bytes(text))).toBe(type);
  });
});

describe("a chat app's browser is recognised", () => {
  const iphone =
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)";
  const android = "Mozilla/5.0 (Linux; Android 15; Pixel 9";
  test.each([
    ["Facebook", `${iphone} Mobile/15E148 [FBAN/FBIOS;FBAV/490.0]`, "Facebook"],
    ["Instagram", `${iphone} Mobile/15E148 Instagram 350.0`, "Instagram"],
    [
      "WeChat",
      `${android}) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36 MicroMessenger/8.0`,
      "WeChat",
    ],
    ["Teams", `${android}) AppleWebKit/537.36 TeamsMobile-Android`, "Teams"],
    [
      "some Android web view",
      `${android}; wv) AppleWebKit/537.36 Version/4.0 Chrome/130.0 Mobile Safari/537.36`,
      "",
    ],
    ["some iOS web view", `${iphone} Mobile/15E148`, ""],
  ])("%s", (_name, agent, app) => {
    expect(inAppBrowser(agent)).toBe(app);
  });

  test.each([
    ["Safari", `${iphone} Version/18.1 Mobile/15E148 Safari/604.1`],
    ["Chrome on iOS", `${iphone} CriOS/130.0 Mobile/15E148 Safari/604.1`],
    ["Chrome on Android", `${android}) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36`],
  ])("and %s is not one", (_name, agent) => {
    expect(inAppBrowser(agent)).toBeNull();
  });

  test("nor is the page on an iPhone's home screen", () => {
    expect(inAppBrowser(`${iphone} Mobile/15E148`, true)).toBeNull();
  });
});

describe("the store", () => {
  const entry: PhotoEntry = {
    ...{
      kind: "photo",
      id: "p",
      owner: { id: "tess", name: "Tess Vogel" },
      job: JOB,
      phase: "before",
      audience: "client",
      captured_at: at(0),
      sequence: 1,
    },
    ...{ blob: bytes("picture"), name: "a.jpg", media_type: "image/jpeg", caption: "" },
  };

  test("keeps an entry for the next page, and forgets it when told", async () => {
    await indexedStore("test").put(entry);
    const next = indexedStore("test");
    expect((await next.all()).map((kept) => kept.id)).toEqual(["p"]);
    await next.remove("p");
    expect(await next.all()).toEqual([]);
  });

  test("tells whose its entries are, which an earlier version did not note", async () => {
    const store = indexedStore("unowned");
    const { owner: _, ...unowned } = entry;
    await store.put(unowned as PhotoEntry);
    expect((await store.all()).map(({ owner }) => owner)).toEqual([null]);
    const eva = { id: "eva", name: "Eva Lindqvist" };
    const hers = await indexedStore("unowned", eva).all();
    expect(hers.map(({ owner }) => owner)).toEqual([eva]);
  });

  test("holds one entry however often it is put", async () => {
    const store = indexedStore("again");
    await store.put(entry);
    await store.put({ ...entry, caption: "b" });
    expect((await store.all()).map((kept) => kept.kind === "photo" && kept.caption)).toEqual(["b"]);
  });
});
