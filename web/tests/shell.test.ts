import { describe, expect, test } from "vitest";
import { filesOf } from "../shell";

type Chunk = Parameters<typeof filesOf>[1][number];

function chunk(name: string, imports: string[] = [], later: string[] = [], styles: string[] = []) {
  const made: Chunk = {
    fileName: `${name}.js`,
    moduleIds: [`/src/${name}/index.tsx`, `/src/${name}.ts`],
    imports: imports.map((each) => `${each}.js`),
    dynamicImports: later.map((each) => `${each}.js`),
    viteMetadata: { importedCss: new Set(styles), importedAssets: new Set(), __modules: null },
  };
  return made;
}

const CHUNKS = [
  chunk("index", ["kit"], ["phone", "office", "german"], ["index.css"]),
  chunk("kit"),
  chunk("phone", ["kit", "index"], ["call", "german-call"], ["phone.css"]),
  chunk("call", ["kit"], [], ["call.css"]),
  chunk("office", ["kit", "table"], ["people", "call"], ["office.css"]),
  chunk("people", ["table"], ["german"]),
  chunk("table"),
  chunk("german-call", ["book"]),
  chunk("german"),
  chunk("book"),
  chunk("docs", ["kit"], [], ["docs.css"]),
];
const ROOMS = [[/\/office\/index/], [/\/german\/index/, /\/german/]];

describe("what the service worker keeps", () => {
  const { files, rooms } = filesOf("index.js", CHUNKS, ROOMS);

  test("is all that a phone's pages load, sooner or later, with its styles", () => {
    const scripts = ["/call.js", "/index.js", "/kit.js", "/phone.js"];
    const styles = ["/call.css", "/index.css", "/phone.css"];
    expect([...files].sort()).toEqual([...scripts, ...styles, "/favicon.svg"].sort());
  });

  test("is a room by itself for what some people open, without what the page has anyway", () => {
    expect(rooms).toEqual([
      ["/office.js", "/office.css", "/table.js", "/people.js"],
      ["/german.js", "/german-call.js", "/book.js"],
    ]);
  });

  test("has each room: a build without one fails", () => {
    expect(() => filesOf("index.js", CHUNKS, [[/\/elsewhere\/index/]])).toThrow("no chunk");
  });
});
