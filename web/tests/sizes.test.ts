import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, test } from "vitest";

const LONGEST = 40;
const MOST_FILES = 20;
/** Milliseconds: a busy machine parses all sources in seconds. */
const PARSING = 60_000;
const SOURCES = fileURLToPath(new URL("../src", import.meta.url));
/** It is written by `make wire`. */
const GENERATED = "protocol/net/wire.ts";

const files = readdirSync(SOURCES, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => relative(SOURCES, join(entry.parentPath, entry.name)));

/** The functions of a source text with more than so many lines, signatures included, by name. */
function tooLong(text: string, most: number): string[] {
  const source = ts.createSourceFile("source.tsx", text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node, name: string): void => {
    const own = nameOf(node) ?? name;
    if (ts.isFunctionLike(node) && linesOf(node, source) > most) found.push(own);
    ts.forEachChild(node, (child) => visit(child, own));
  };
  visit(source, "");
  return found;
}

function nameOf(node: ts.Node): string | undefined {
  const name = ts.getNameOfDeclaration(node as ts.Declaration);
  return name && ts.isIdentifier(name) ? name.text : undefined;
}

function linesOf(node: ts.Node, source: ts.SourceFile): number {
  const line = (at: number) => source.getLineAndCharacterOfPosition(at).line;
  return line(node.getEnd()) - line(node.getStart(source)) + 1;
}

test("functions are measured from their first line to their last", () => {
  const text =
    "const outer = () => {\n  function inner() {\n    return 1;\n  }\n  return inner;\n};\n";
  expect(tooLong(text, 6)).toEqual([]);
  expect(tooLong(text, 5)).toEqual(["outer"]);
  expect(tooLong(text, 2)).toEqual(["outer", "inner"]);
});

test(`no function has more than ${LONGEST} lines`, { timeout: PARSING }, () => {
  const sources = files.filter((file) => /\.tsx?$/.test(file) && file !== GENERATED);
  expect(sources.length).toBeGreaterThan(200);
  const long = sources.flatMap((file) =>
    tooLong(readFileSync(join(SOURCES, file), "utf8"), LONGEST).map((name) => `${file} ${name}`),
  );
  expect(long).toEqual([]);
});

test(`no folder has more than ${MOST_FILES} files`, () => {
  const folders = files.map(dirname);
  const crowded = folders.filter(
    (folder) => folders.filter((each) => each === folder).length > MOST_FILES,
  );
  expect([...new Set(crowded)]).toEqual([]);
});
